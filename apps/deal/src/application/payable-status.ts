import { type DealStatus } from '@lk/contracts';
import { TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type DealEntity } from '../adapters/deal.entities';
import { CANCEL_OPERATION } from './cancel-deal.use-case';

/**
 * The status that payouts go by. Between the bank's yes to a cancel and our own commit lies a moment,
 * after a crash the time until the command comes again: the journal of calls knows of it first.
 */
@Injectable()
export class PayableStatus {
  constructor(private readonly bank: TBankClient) {}

  async of({ dealId, status }: Pick<DealEntity, 'dealId' | 'status'>): Promise<DealStatus> {
    if (status !== 'paid_to_bank') return status;
    const cancelled = await this.bank.changes.isDone(CANCEL_OPERATION, dealId);
    return cancelled ? 'cancelled_refunded' : status;
  }
}
