import { type BankContext, type Origin } from './bank-context';
import { refused, unknownObject } from './bank-refusal';
import { completePayout, releasePayout, reservePayout } from './deal';
import { type Deals } from './deals';
import { addTo } from './grouped';
import { type HiddenFrom, known, listed } from './hidden';
import { type Outcome } from './incoming-payments';
import { rublesFromKopecks } from './money';

/** What a client asks for when it pays somebody out. */
export interface PaymentOrder {
  beneficiaryId: string;
  accountNumber: string;
  amountKopecks: bigint;
  purpose: string;
  bankDetailsId?: string | undefined;
  dealId?: string | undefined;
}

export const PAYMENT_STATUSES = ['PENDING', 'SUCCEEDED', 'FAILED'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** A payout: money leaving the nominal account. Only planted lies change what it says. */
export interface Payment extends PaymentOrder {
  readonly paymentId: string;
  /** Of the bank statement; there once the money has left. */
  operationId?: string;
  readonly createdAt: Date;
  readonly idempotencyKey: string | undefined;
  status: PaymentStatus;
  settledAt?: Date;
  errorCode?: string;
  errorMessage?: string;
  hiddenFrom?: HiddenFrom | undefined;
}

export interface PaymentFilter {
  beneficiaryId?: string | undefined;
  dealId?: string | undefined;
  accountNumber?: string | undefined;
}

export interface Settlement {
  outcome: Outcome;
  errorCode?: string | undefined;
  errorMessage?: string | undefined;
}

/** All payouts of the bank. */
export class Payments {
  private readonly byId = new Map<string, Payment>();
  private readonly byDeal = new Map<string, Payment[]>();
  private readonly byBeneficiary = new Map<string, Payment[]>();
  private readonly inOrder: Payment[] = [];

  constructor(
    private readonly context: BankContext,
    private readonly deals: Deals,
    private readonly onSucceeded: (payment: Payment) => void,
  ) {}

  create(order: PaymentOrder, origin?: Origin): Payment {
    if (order.dealId !== undefined)
      reservePayout(this.deals.get(order.dealId), order.amountKopecks);
    const payment: Payment = {
      ...order,
      paymentId: this.context.newId(),
      createdAt: this.context.now(),
      idempotencyKey: origin?.idempotencyKey,
      status: 'PENDING',
    };
    this.store(payment);
    this.announce('payout.initiated', payment, origin);
    return payment;
  }

  get(paymentId: string): Payment {
    const payment = known(this.byId.get(paymentId));
    if (!payment) throw unknownObject('платёж');
    return payment;
  }

  find(paymentId: string): Payment | undefined {
    return this.byId.get(paymentId);
  }

  list({ dealId, beneficiaryId, accountNumber }: PaymentFilter): readonly Payment[] {
    const candidates = listed(this.candidates({ dealId, beneficiaryId }));
    if (beneficiaryId === undefined && accountNumber === undefined) return candidates;
    return candidates.filter(
      (payment) =>
        (dealId ?? payment.dealId) === payment.dealId &&
        (beneficiaryId ?? payment.beneficiaryId) === payment.beneficiaryId &&
        (accountNumber ?? payment.accountNumber) === payment.accountNumber,
    );
  }

  all(): readonly Payment[] {
    return this.inOrder;
  }

  /** A payment that nobody asked for and no event tells of; no deal's money is counted. */
  plant(planted: Omit<Payment, 'createdAt' | 'idempotencyKey'>): Payment {
    const payment = { ...planted, createdAt: this.context.now(), idempotencyKey: undefined };
    this.store(payment);
    return payment;
  }

  /** Ends a pending payment. The same outcome again changes nothing, another one is refused. */
  settle(paymentId: string, settlement: Settlement): Payment {
    const payment = this.get(paymentId);
    const status = settlement.outcome === 'completed' ? 'SUCCEEDED' : 'FAILED';
    if (payment.status === status) return payment;
    if (payment.status !== 'PENDING') {
      throw refused('PAYMENT_ALREADY_SETTLED', `Платёж в статусе ${payment.status}`);
    }
    payment.status = status;
    payment.settledAt = this.context.now();
    if (status === 'SUCCEEDED') this.succeed(payment);
    else this.fail(payment, settlement);
    return payment;
  }

  clear(): void {
    this.byId.clear();
    this.byDeal.clear();
    this.byBeneficiary.clear();
    this.inOrder.length = 0;
  }

  /** The shorter of the two indexes. */
  private candidates({ dealId, beneficiaryId }: PaymentFilter): readonly Payment[] {
    const ofDeal = dealId === undefined ? this.inOrder : (this.byDeal.get(dealId) ?? []);
    if (beneficiaryId === undefined) return ofDeal;
    const ofPerson = this.byBeneficiary.get(beneficiaryId) ?? [];
    return ofPerson.length < ofDeal.length ? ofPerson : ofDeal;
  }

  private succeed(payment: Payment): void {
    payment.operationId = this.context.newId();
    const deal = payment.dealId === undefined ? undefined : this.deals.get(payment.dealId);
    const dealCompleted = deal ? completePayout(deal, payment.amountKopecks) : false;
    this.announce('payout.completed', payment);
    if (deal && dealCompleted) this.deals.announce('deal.completed', deal);
    this.onSucceeded(payment);
  }

  private fail(payment: Payment, { errorCode, errorMessage }: Settlement): void {
    payment.errorCode = errorCode ?? 'PAYMENT_REJECTED';
    payment.errorMessage = errorMessage ?? 'Платёж отклонён банком получателя';
    if (payment.dealId !== undefined) {
      releasePayout(this.deals.get(payment.dealId), payment.amountKopecks);
    }
    this.announce('payout.failed', payment);
  }

  private store(payment: Payment): void {
    this.byId.set(payment.paymentId, payment);
    this.inOrder.push(payment);
    addTo(this.byBeneficiary, payment.beneficiaryId, payment);
    if (payment.dealId !== undefined) addTo(this.byDeal, payment.dealId, payment);
  }

  private announce(type: string, payment: Payment, origin?: Origin): void {
    const { paymentId, beneficiaryId, dealId, amountKopecks, errorCode, errorMessage } = payment;
    this.context.effect(type, paymentId, origin);
    this.context.publish({
      type,
      data: {
        recipientId: beneficiaryId,
        paymentId,
        dealId,
        amount: rublesFromKopecks(amountKopecks),
        errorCode,
        errorMessage,
      },
    });
  }
}
