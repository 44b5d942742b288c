import { type DealCancelCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { ChangeDealAtBank } from './change-deal-at-bank';

export const CANCEL_OPERATION = 'deals.cancel';

/** `deal.cancel`: only the bank knows whether it still can; its refusal rejects the command. */
@Injectable()
export class CancelDeal {
  constructor(
    private readonly changeDeal: ChangeDealAtBank,
    private readonly bank: TBankClient,
  ) {}

  execute(context: CommandContext, { dealId }: DealCancelCommand): Promise<void> {
    return this.changeDeal.execute(context, dealId, {
      operation: CANCEL_OPERATION,
      fact: 'deal.cancelled',
      provenBy: ['CANCELLED'],
      send: (change, externalDealId) => this.bank.deals.cancel(change, externalDealId),
    });
  }
}
