import { type BankContext } from './bank-context';
import { assertPayable, fundDeal } from './deal';
import { type Deals } from './deals';
import { rublesFromKopecks } from './money';

export type Outcome = 'completed' | 'failed';

/** Money of a customer for a deal. */
export interface IncomingPayment {
  readonly paymentId: string;
  readonly dealId: string;
  readonly amountKopecks: bigint | undefined;
  readonly outcome: Outcome;
  readonly createdAt: Date;
}

export interface CustomerPayment {
  dealId: string;
  amountKopecks?: bigint;
  outcome: Outcome;
  errorCode?: string;
  errorMessage?: string;
}

/** The customer's side of the nominal account: money for a deal arrives or fails to. */
export class IncomingPayments {
  private readonly byId = new Map<string, IncomingPayment>();

  constructor(
    private readonly context: BankContext,
    private readonly deals: Deals,
  ) {}

  /** payment.pending, then payment.completed or payment.failed. */
  pay(payment: CustomerPayment): IncomingPayment {
    const deal = this.deals.get(payment.dealId);
    assertPayable(deal);
    const incoming = this.store(payment);
    this.announce('payment.pending', incoming);
    if (payment.outcome === 'completed') {
      fundDeal(deal, payment.amountKopecks);
      this.announce('payment.completed', incoming);
    } else {
      const { errorCode = 'PAYMENT_DECLINED', errorMessage = 'Платёж отклонён' } = payment;
      this.announce('payment.failed', incoming, { errorCode, errorMessage });
    }
    return incoming;
  }

  all(): IncomingPayment[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
  }

  private store({ dealId, amountKopecks, outcome }: CustomerPayment): IncomingPayment {
    const paymentId = this.context.newId();
    const createdAt = this.context.now();
    const incoming = { paymentId, dealId, amountKopecks, outcome, createdAt };
    this.byId.set(paymentId, incoming);
    return incoming;
  }

  private announce(type: string, incoming: IncomingPayment, extra?: Record<string, string>): void {
    const { dealId, paymentId, amountKopecks } = incoming;
    const amount = amountKopecks === undefined ? {} : { amount: rublesFromKopecks(amountKopecks) };
    this.context.effect(type, paymentId);
    this.context.publish({ type, data: { dealId, paymentId, ...amount, ...extra } });
  }
}
