import { kopecksToRubles } from '@lk/kernel';
import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type BankPage, type BankPayment, readPayment } from '../wire/answers';
import { OPERATIONS } from './operations';
import { type ListRequest, PagedList, type PageQuery } from './paged-list';

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

/** The bank's own filters: it has none by status or date. */
export interface PaymentFilter {
  readonly beneficiaryId?: string;
  readonly dealId?: string;
  readonly accountNumber?: string;
}

/** Payments out of the nominal account. Every method throws TBankError. */
export class PaymentsApi {
  private readonly payments: PagedList<BankPayment>;

  constructor(private readonly transport: BankTransport) {
    const idOf = ({ paymentId }: BankPayment): string => paymentId;
    this.payments = new PagedList(transport, { read: readPayment, idOf });
  }

  /** POST /payments: moves money. */
  create(change: ChangingCall, payment: NewPayment): Promise<BankPayment> {
    const { amountKopecks, ...rest } = payment;
    const body = { type: 'REGULAR', ...rest, amount: kopecksToRubles(amountKopecks) };
    const request = { ...OPERATIONS.createPayment, path: BASE, body };
    return this.transport.send({ ...request, priority: 'payment', change }, readPayment);
  }

  /** GET /payments/{id}. The bank answers 422 for an id that it does not know. */
  get(paymentId: string, priority: CallPriority): Promise<BankPayment> {
    const path = `${BASE}/${encodeURIComponent(paymentId)}`;
    return this.transport.send({ ...OPERATIONS.getPayment, path, priority }, readPayment);
  }

  /** GET /payments, one page. */
  list(
    filter: PaymentFilter,
    page: PageQuery,
    priority: CallPriority,
  ): Promise<BankPage<BankPayment>> {
    return this.payments.page(listRequest(filter, priority), page);
  }

  /** Every payment of the filter; see {@link PagedList.all}. */
  all(filter: PaymentFilter, priority: CallPriority): AsyncGenerator<BankPayment, void, undefined> {
    return this.payments.all(listRequest(filter, priority));
  }
}

function listRequest(filter: PaymentFilter, priority: CallPriority): ListRequest {
  return { ...OPERATIONS.listPayments, path: BASE, priority, filter: { ...filter } };
}
