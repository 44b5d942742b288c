import { kopecksToRubles } from '@lk/kernel';
import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type BankPage, type BankPayment, readPage, readPayment } from '../wire/answers';
import { type PageQuery } from './deals.api';

const BASE = '/api/v1/nominal-accounts/payments';

export interface NewPayment {
  readonly beneficiaryId: string;
  /** The nominal account the money leaves. */
  readonly accountNumber: string;
  readonly amountKopecks: bigint;
  /** 1..210 characters. */
  readonly purpose: string;
  readonly bankDetailsId?: string;
  readonly dealId?: string;
}

export interface PaymentFilter {
  readonly beneficiaryId?: string;
  readonly dealId?: string;
  readonly accountNumber?: string;
}

/** Payments out of the nominal account. Every method throws TBankError. */
export class PaymentsApi {
  constructor(private readonly transport: BankTransport) {}

  /** POST /payments: moves money. */
  create(change: ChangingCall, payment: NewPayment): Promise<BankPayment> {
    const { amountKopecks, ...rest } = payment;
    const body = { type: 'REGULAR', ...rest, amount: kopecksToRubles(amountKopecks) };
    const { operation } = change;
    const request = { operation, group: 'payments', priority: 'payment', method: 'POST' } as const;
    return this.transport.send({ ...request, change, path: BASE, body }, readPayment);
  }

  get(paymentId: string, priority: CallPriority): Promise<BankPayment> {
    const request = {
      operation: 'payments.get',
      group: 'payments',
      priority,
      method: 'GET',
    } as const;
    const path = `${BASE}/${encodeURIComponent(paymentId)}`;
    return this.transport.send({ ...request, path }, readPayment);
  }

  list(
    filter: PaymentFilter,
    page: PageQuery,
    priority: CallPriority,
  ): Promise<BankPage<BankPayment>> {
    const request = {
      operation: 'payments.list',
      group: 'payments',
      priority,
      method: 'GET',
    } as const;
    return this.transport.send(
      { ...request, path: BASE, query: { ...filter, ...page } },
      (answer) => readPage(answer, readPayment),
    );
  }
}
