import { randomUUID } from 'node:crypto';
import { type Bank } from './bank';
import { unknownObject } from './bank-refusal';
import { type Deal, type DealStatus } from './deal';
import { type HiddenFrom } from './hidden';
import { type Payment, type PaymentOrder, type PaymentStatus } from './payments';
import { type Receipt } from './receipts';
import { type RecipientStatus, type SelfEmployedStatus } from './recipient-status';

/** One silent change of the bank: something is, or is different, and no event tells of it. */
export type Plant =
  | { op: 'deal'; dealId?: string | undefined; accountNumber: string; status: DealStatus }
  | { op: 'set-deal'; dealId: string; status?: DealStatus | undefined; hiddenFrom?: Hiding }
  | ({ op: 'payment'; paymentId?: string | undefined; status: PaymentStatus } & PaymentOrder)
  | ({ op: 'set-payment'; paymentId: string; hiddenFrom?: Hiding } & PaymentChange)
  | { op: 'duplicate-payment'; paymentId: string }
  | ({ op: 'receipt'; receiptId?: string | undefined; status: Receipt['status'] } & ReceiptFields)
  | { op: 'set-receipt'; receiptId: string; status: Receipt['status'] }
  | ({ op: 'set-person' } & PersonChange);

type PlantOf<Op extends Plant['op']> = Extract<Plant, { op: Op }>;

/** `null` shows the row again. */
type Hiding = HiddenFrom | null | undefined;

interface PaymentChange {
  status?: PaymentStatus | undefined;
  amountKopecks?: bigint | undefined;
  beneficiaryId?: string | undefined;
}

interface ReceiptFields {
  inn: string;
  amountKopecks: bigint;
  paymentId?: string | undefined;
  dealId?: string | undefined;
}

interface PersonChange {
  inn: string;
  status: RecipientStatus;
  selfEmployedStatus?: SelfEmployedStatus | undefined;
}

/**
 * Plants differences between the bank and what its client knows. It goes past every rule of the bank:
 * no money is counted, no event is sent, and no effect is in the ledger, which tells what clients did.
 */
export class Planting {
  constructor(private readonly bank: Bank) {}

  /** @returns the id of what was made or changed @throws BankRefusal for an unknown id */
  plant(plant: Plant): string {
    switch (plant.op) {
      case 'deal':
        return this.deal(plant);
      case 'set-deal':
        return changeDeal(found(this.bank.deals.find(plant.dealId), 'сделка'), plant);
      case 'payment':
        return this.payment(plant);
      case 'set-payment':
        return changePayment(found(this.bank.payments.find(plant.paymentId), 'платёж'), plant);
      case 'duplicate-payment':
        return this.duplicate(found(this.bank.payments.find(plant.paymentId), 'платёж'));
      case 'receipt':
        return this.receipt(plant);
      case 'set-receipt':
        this.bank.receipts.change(plant.receiptId, plant.status);
        return plant.receiptId;
      case 'set-person':
        return this.person(plant);
    }
  }

  private deal({ dealId = randomUUID(), accountNumber, status }: PlantOf<'deal'>): string {
    return this.bank.deals.plant({ dealId, accountNumber, status }).dealId;
  }

  private payment({ op: _op, ...order }: PlantOf<'payment'>): string {
    const paymentId = order.paymentId ?? randomUUID();
    return this.bank.payments.plant({ ...order, ...settled(order.status), paymentId }).paymentId;
  }

  private duplicate(payment: Payment): string {
    return this.bank.payments.plant({ ...payment, paymentId: randomUUID() }).paymentId;
  }

  private receipt({ op: _op, status, ...planted }: PlantOf<'receipt'>): string {
    const { receiptId = randomUUID(), ...fields } = planted;
    this.bank.receipts.plant(receiptId, fields);
    this.bank.receipts.change(receiptId, status);
    return receiptId;
  }

  private person({ inn, status, selfEmployedStatus }: PersonChange): string {
    const people = this.bank.selfEmployed.setStatus(inn, status, selfEmployedStatus);
    return String(people.at(-1)?.id ?? '');
  }
}

function changeDeal(deal: Deal, { status, hiddenFrom }: PlantOf<'set-deal'>) {
  if (status !== undefined) deal.status = status;
  if (hiddenFrom !== undefined) deal.hiddenFrom = hiddenFrom ?? undefined;
  return deal.dealId;
}

function changePayment(payment: Payment, change: PlantOf<'set-payment'>): string {
  const { status, amountKopecks, beneficiaryId, hiddenFrom } = change;
  if (status !== undefined) Object.assign(payment, { status }, settled(status));
  if (amountKopecks !== undefined) payment.amountKopecks = amountKopecks;
  if (beneficiaryId !== undefined) payment.beneficiaryId = beneficiaryId;
  if (hiddenFrom !== undefined) payment.hiddenFrom = hiddenFrom ?? undefined;
  return payment.paymentId;
}

/** What the bank shows beside a status. */
function settled(status: PaymentStatus): Partial<Payment> {
  if (status === 'PENDING') return {};
  if (status === 'SUCCEEDED') return { settledAt: new Date(), operationId: randomUUID() };
  return { settledAt: new Date(), errorCode: 'PAYMENT_REJECTED', errorMessage: 'Платёж отклонён' };
}

function found<T>(row: T | undefined, what: string): T {
  if (!row) throw unknownObject(what);
  return row;
}
