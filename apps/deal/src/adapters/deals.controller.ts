import { isUuid } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { InternalTokenGuard } from '@lk/platform';
import { Controller, Get, NotFoundException, Param, UseGuards } from '@nestjs/common';
import { PayableStatus } from '../application/payable-status';
import { type DealHistoryEntity } from './deal.entities';
import { type DealRecord, DealRepository } from './deal.repository';
import {
  type DealChangesView,
  type DealView,
  type PayoutTermsView,
  viewChanges,
  viewDeal,
  viewPayoutTerms,
} from './deal.views';

/** Reading inside the cluster. */
@Controller('deals')
@UseGuards(InternalTokenGuard)
export class DealsController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly deals: DealRepository,
    private readonly payable: PayableStatus,
  ) {}

  @Get(':dealId')
  async show(@Param('dealId') dealId: string): Promise<DealView> {
    const { record, history } = await this.load(dealId);
    return viewDeal(record, history);
  }

  /** All that changed, oldest first: bank status and recipients too. */
  @Get(':dealId/changes')
  async changes(@Param('dealId') dealId: string): Promise<DealChangesView> {
    if (!isUuid(dealId)) throw new NotFoundException('There is no such deal');
    const rows = await this.transactions.run((tx) => this.deals.changes(tx, dealId));
    return viewChanges(rows);
  }

  /** What the payout service must know before it pays a recipient; holds an INN, so never log it. */
  @Get(':dealId/recipients/:recipientId/payout-terms')
  async payoutTerms(
    @Param('dealId') dealId: string,
    @Param('recipientId') recipientId: string,
  ): Promise<PayoutTermsView> {
    const { record } = await this.load(dealId);
    const recipient = record.recipients.find((candidate) => candidate.recipientId === recipientId);
    if (!recipient) throw new NotFoundException('The deal has no such recipient');
    return viewPayoutTerms(record.deal, await this.payable.of(record.deal), recipient);
  }

  private async load(
    dealId: string,
  ): Promise<{ record: DealRecord; history: readonly DealHistoryEntity[] }> {
    const found = isUuid(dealId)
      ? await this.transactions.run(async (tx) => ({
          record: await this.deals.load(tx, dealId),
          history: await this.deals.history(tx, dealId),
        }))
      : undefined;
    if (!found?.record) throw new NotFoundException('There is no such deal');
    return { record: found.record, history: found.history };
  }
}
