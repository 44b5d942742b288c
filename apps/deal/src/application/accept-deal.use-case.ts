import { type DealAcceptCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { ChangeDealAtBank } from './change-deal-at-bank';

/** `deal.accept`: the parameters are confirmed at the bank. */
@Injectable()
export class AcceptDeal {
  constructor(
    private readonly changeDeal: ChangeDealAtBank,
    private readonly bank: TBankClient,
  ) {}

  execute(context: CommandContext, { dealId }: DealAcceptCommand): Promise<void> {
    return this.changeDeal.execute(context, dealId, {
      operation: 'deals.accept',
      fact: 'deal.accepted',
      provenBy: ['ACCEPTED', 'FUNDED', 'IN_PROGRESS', 'COMPLETED'],
      send: (change, externalDealId) => this.bank.deals.accept(change, externalDealId),
    });
  }
}
