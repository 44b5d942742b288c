import { type Transaction } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { ReceiptRepository } from '../adapters/receipt.repository';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';
import { deriveReceipt, isFetched, type ReceiptFact } from '../domain/receipt-facts';
import { deriveRisk } from '../domain/risk';
import { SelfEmployedRiskConfig } from '../self-employed-risk.config';
import { ChangeSelfEmployed, type Occasion } from './change-self-employed';

/** Adds one fact about a receipt to what is known of it and of its owner, who must be locked. */
@Injectable()
export class RecordReceiptFact {
  constructor(
    private readonly receipts: ReceiptRepository,
    private readonly change: ChangeSelfEmployed,
    private readonly config: SelfEmployedRiskConfig,
  ) {}

  /** @returns whether it was new */
  async execute(
    tx: Transaction,
    person: SelfEmployedEntity,
    fact: ReceiptFact,
    occasion: Occasion,
  ): Promise<boolean> {
    if (!(await this.receipts.addFact(tx, person.selfEmployedId, fact))) return false;
    await this.refreshReceipt(tx, person, fact);
    if (fact.kind === 'cancelled') await this.refreshRisk(tx, person, fact, occasion);
    return true;
  }

  private async refreshReceipt(
    tx: Transaction,
    { selfEmployedId }: SelfEmployedEntity,
    { receiptId }: ReceiptFact,
  ): Promise<void> {
    if (receiptId === null) return;
    const facts = await this.receipts.factsOf(tx, selfEmployedId, receiptId);
    await this.receipts.put(tx, { selfEmployedId, receiptId }, deriveReceipt(facts));
  }

  private async refreshRisk(
    tx: Transaction,
    person: SelfEmployedEntity,
    fact: ReceiptFact,
    occasion: Occasion,
  ): Promise<void> {
    const facts = await this.receipts.cancellations(tx, person.selfEmployedId);
    const risk = deriveRisk(facts, this.config.SELF_EMPLOYED_RISK_THRESHOLD);
    await this.change.setRisk(tx, person, { risk, fact, alert: isNews(fact, facts) }, occasion);
  }
}

/** An event is alerted every time; a fetch only when it shows a cancellation that no event told. */
function isNews(fact: ReceiptFact, cancellations: readonly ReceiptFact[]): boolean {
  const aboutIt = cancellations.filter(({ receiptId }) => receiptId === fact.receiptId);
  return !isFetched(fact) || aboutIt.length === 1;
}
