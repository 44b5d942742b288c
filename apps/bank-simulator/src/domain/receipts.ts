import { type BankContext } from './bank-context';
import { BankRefusal } from './bank-refusal';
import { addTo } from './grouped';
import { rublesFromKopecks } from './money';

/** A receipt of the tax service for one payout to a self-employed person. */
export interface Receipt {
  readonly receiptId: string;
  readonly inn: string;
  readonly amountKopecks: bigint;
  readonly paymentId?: string | undefined;
  readonly dealId?: string | undefined;
  readonly createdAt: Date;
  status: 'REGISTERED' | 'CANCELLED';
  cancelledAt?: Date;
}

type ReceiptFields = Pick<Receipt, 'inn' | 'amountKopecks' | 'paymentId' | 'dealId'>;

export interface ReceiptFilter {
  inn?: string | undefined;
  dealId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Where a person would look at the receipt. */
export function receiptUrl(receiptId: string): string {
  return `https://receipts.example/${receiptId}`;
}

/** All receipts the bank registered or saw cancelled. */
export class Receipts {
  private readonly byId = new Map<string, Receipt>();
  private readonly byInn = new Map<string, Receipt[]>();
  private readonly byDeal = new Map<string, Receipt[]>();

  constructor(private readonly context: BankContext) {}

  register(receipt: ReceiptFields): Receipt {
    const registered = this.store(this.context.newId(), receipt);
    const { receiptId, inn, amountKopecks, paymentId, dealId } = registered;
    this.context.effect('receipt.ready', receiptId);
    this.context.publish({
      type: 'receipt.ready',
      data: {
        inn,
        receiptId,
        url: receiptUrl(receiptId),
        amount: rublesFromKopecks(amountKopecks),
        paymentId,
        dealId,
      },
    });
    return registered;
  }

  /** The person cancels a receipt; one the bank never saw is created from `inn` first. */
  cancel(receiptId: string, inn?: string): Receipt {
    const receipt = this.byId.get(receiptId) ?? this.createUnknown(receiptId, inn);
    if (receipt.status === 'CANCELLED') return receipt;
    setStatus(receipt, 'CANCELLED', this.context.now());
    this.context.effect('receipt.cancelled', receiptId);
    this.context.publish({ type: 'receipt.cancelled', data: { inn: receipt.inn, receiptId } });
    return receipt;
  }

  /** A receipt that no event tells of. */
  plant(receiptId: string, receipt: ReceiptFields): Receipt {
    return this.store(receiptId, receipt);
  }

  /** Changes a receipt without an event. @throws BankRefusal 404 */
  change(receiptId: string, status: Receipt['status']): void {
    const receipt = this.byId.get(receiptId);
    if (!receipt) throw new BankRefusal(404, 'OBJECT_NOT_FOUND', 'Чек не найден');
    setStatus(receipt, status, this.context.now());
  }

  list({ inn, dealId, from, to }: ReceiptFilter): Receipt[] {
    return this.candidates({ inn, dealId }).filter(
      (receipt) =>
        (inn ?? receipt.inn) === receipt.inn &&
        (dealId ?? receipt.dealId) === receipt.dealId &&
        (!from || receipt.createdAt >= from) &&
        (!to || receipt.createdAt <= to),
    );
  }

  all(): Receipt[] {
    return [...this.byId.values()];
  }

  clear(): void {
    this.byId.clear();
    this.byInn.clear();
    this.byDeal.clear();
  }

  private candidates({ inn, dealId }: ReceiptFilter): readonly Receipt[] {
    if (inn !== undefined) return this.byInn.get(inn) ?? [];
    return dealId === undefined ? this.all() : (this.byDeal.get(dealId) ?? []);
  }

  private createUnknown(receiptId: string, inn: string | undefined): Receipt {
    if (inn === undefined) throw new BankRefusal(404, 'OBJECT_NOT_FOUND', 'Чек не найден');
    return this.store(receiptId, { inn, amountKopecks: 0n });
  }

  private store(receiptId: string, fields: ReceiptFields): Receipt {
    const createdAt = this.context.now();
    const receipt: Receipt = { ...fields, receiptId, createdAt, status: 'REGISTERED' };
    this.byId.set(receiptId, receipt);
    addTo(this.byInn, receipt.inn, receipt);
    if (receipt.dealId !== undefined) addTo(this.byDeal, receipt.dealId, receipt);
    return receipt;
  }
}

function setStatus(receipt: Receipt, status: Receipt['status'], now: Date): void {
  receipt.status = status;
  if (status === 'CANCELLED') receipt.cancelledAt = now;
  else delete receipt.cancelledAt;
}
