import { type BankContext, type Origin } from './bank-context';
import { refused, unknownObject } from './bank-refusal';
import { completePayout, releasePayout, reservePayout } from './deal';
import { type Deals } from './deals';
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

/** A payout: money leaving the nominal account. */
export interface Payment extends Readonly<PaymentOrder> {
  readonly paymentId: string;
  readonly createdAt: Date;
  readonly idempotencyKey: string | undefined;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  settledAt?: Date;
  errorCode?: string;
  errorMessage?: string;
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
    const payment = this.byId.get(paymentId);
    if (!payment) throw unknownObject('платёж');
    return payment;
  }

  find(paymentId: string): Payment | undefined {
    return this.byId.get(paymentId);
  }

  list({ dealId, beneficiaryId, accountNumber }: PaymentFilter): readonly Payment[] {
    const candidates = dealId === undefined ? this.inOrder : (this.byDeal.get(dealId) ?? []);
    if (beneficiaryId === undefined && accountNumber === undefined) return candidates;
    return candidates.filter(
      (payment) =>
        (beneficiaryId ?? payment.beneficiaryId) === payment.beneficiaryId &&
        (accountNumber ?? payment.accountNumber) === payment.accountNumber,
    );
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
    this.inOrder.length = 0;
  }

  private succeed(payment: Payment): void {
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
    if (payment.dealId === undefined) return;
    const siblings = this.byDeal.get(payment.dealId);
    if (siblings) siblings.push(payment);
    else this.byDeal.set(payment.dealId, [payment]);
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
