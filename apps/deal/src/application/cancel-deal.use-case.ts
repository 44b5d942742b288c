import { type DealCancelCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { CommandRefusal } from '@lk/outbox';
import { dealSubject, TBankClient, TBankConfig } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { ChangeDealAtBank } from './change-deal-at-bank';

export const CANCEL_OPERATION = 'deals.cancel';

const PAYMENT_OPERATION = 'payments.create';

/**
 * `deal.cancel`: only the bank knows whether it still can; its refusal rejects the command. Where it is
 * not told to which deal a payment belongs it cannot know of the payouts, and so we refuse ourselves.
 */
@Injectable()
export class CancelDeal {
  constructor(
    private readonly changeDeal: ChangeDealAtBank,
    private readonly bank: TBankClient,
    private readonly config: TBankConfig,
  ) {}

  execute(context: CommandContext, { dealId }: DealCancelCommand): Promise<void> {
    return this.changeDeal.execute(context, dealId, {
      operation: CANCEL_OPERATION,
      fact: 'deal.cancelled',
      provenBy: ['CANCELLED'],
      check: () => this.refuseAfterPayout(dealId),
      send: (change, externalDealId) => this.bank.deals.cancel(change, externalDealId),
    });
  }

  private async refuseAfterPayout(dealId: string): Promise<void> {
    if (this.config.TBANK_PAYMENT_SENDS_DEAL_ID) return;
    if (await this.bank.changes.isDoneWithin(PAYMENT_OPERATION, dealSubject(dealId))) {
      throw new CommandRefusal('DEAL_HAS_PAYOUTS', 'A payout of the deal was made already');
    }
  }
}
