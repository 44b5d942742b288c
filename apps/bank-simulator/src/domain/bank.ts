import { type BankContext } from './bank-context';
import { Deals } from './deals';
import { IncomingPayments } from './incoming-payments';
import { type Payment, Payments } from './payments';
import { Receipts } from './receipts';
import { SelfEmployedRegistry } from './self-employed';

/** Decides whether and when a receipt is registered. */
export type ReceiptPolicy = (register: () => void) => void;

/** The whole state of the bank, wired together. */
export class Bank {
  readonly deals: Deals;
  readonly incoming: IncomingPayments;
  readonly payments: Payments;
  readonly selfEmployed: SelfEmployedRegistry;
  readonly receipts: Receipts;

  constructor(
    context: BankContext,
    private readonly receiptPolicy: ReceiptPolicy = (register) => register(),
  ) {
    this.deals = new Deals(context);
    this.incoming = new IncomingPayments(context, this.deals);
    this.selfEmployed = new SelfEmployedRegistry(context);
    this.receipts = new Receipts(context);
    this.payments = new Payments(context, this.deals, (payment) => this.registerReceipt(payment));
  }

  clear(): void {
    this.deals.clear();
    this.incoming.clear();
    this.payments.clear();
    this.selfEmployed.clear();
    this.receipts.clear();
  }

  /** Income of a self-employed person is declared to the tax service when the money arrived. */
  private registerReceipt(payment: Payment): void {
    const recipient = this.selfEmployed.findByBeneficiaryId(payment.beneficiaryId);
    if (!recipient) return;
    const { paymentId, dealId, amountKopecks } = payment;
    this.receiptPolicy(() => {
      this.receipts.register({ inn: recipient.inn, amountKopecks, paymentId, dealId });
    });
  }
}
