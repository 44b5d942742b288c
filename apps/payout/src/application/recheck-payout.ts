import { TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { DealReader } from '../adapters/deal.reader';
import { PayoutRepository } from '../adapters/payout.repository';
import { SelfEmployedReader } from '../adapters/self-employed.reader';
import { refuseSelfEmployed } from '../domain/payout-rules';
import { OPEN_STATUSES } from '../domain/payout-state';
import { refuse } from './refuse';

/**
 * Whether a reserved payout is still to be paid. Between the reservation and the call lie a moment, an
 * outage, or days in the dead letters: the deal may be cancelled, the person flagged, the payout ended.
 */
@Injectable()
export class RecheckPayout {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly payouts: PayoutRepository,
    private readonly deals: DealReader,
    private readonly people: SelfEmployedReader,
  ) {}

  /** @throws CommandRefusal when it is not; AppError transient when an owner is away */
  async execute(payoutId: string): Promise<void> {
    const payout = await this.transactions.run((tx) => this.payouts.find(tx, payoutId));
    if (!payout || !OPEN_STATUSES.includes(payout.status)) return refuse('PAYOUT_CLOSED');
    const terms = await this.deals.findTerms(payout.dealId, payout.recipientId);
    if (terms?.dealStatus !== 'paid_to_bank') return refuse('DEAL_NOT_PAID');
    if (terms.legalType === 'SE')
      refuse(refuseSelfEmployed(await this.people.findByInn(terms.inn)));
  }
}
