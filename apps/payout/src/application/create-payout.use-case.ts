import { type PayoutCreateCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandHandling, CommandRefusal } from '@lk/outbox';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { TBankUnknownOutcomeError } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type PayoutEntity } from '../adapters/payout.entities';
import { PayoutRepository } from '../adapters/payout.repository';
import { type PayoutFactKind } from '../domain/payout-state';
import { CreatePayment } from './create-payment';
import { RefreshPayout } from './refresh-payout';
import { ReservePayout } from './reserve-payout';

/**
 * `payout.create`: checked and reserved, then paid exactly once. The bank's key belongs to the payout
 * and not to the command, so that no second command, crash or replay can pay it again.
 */
@Injectable()
export class CreatePayout {
  constructor(
    private readonly commands: CommandHandling,
    private readonly transactions: TransactionRunner,
    private readonly reserve: ReservePayout,
    private readonly payouts: PayoutRepository,
    private readonly refresh: RefreshPayout,
    private readonly bank: CreatePayment,
  ) {}

  execute(context: CommandContext, command: PayoutCreateCommand): Promise<void> {
    const { payoutId } = command;
    let isReserved = false;
    return this.commands.run(context, {
      lock: `payout:${payoutId}`,
      call: async () => {
        const payout = await this.reserve.execute(context, command);
        isReserved = true;
        return payout.paymentId ?? (await this.pay(context, payout));
      },
      settle: async (tx, paymentId) => {
        const payout = await this.record(tx, context, payoutId, 'accepted', paymentId);
        return { payoutId, paymentId, status: payout.status };
      },
      refused: async (tx, { code }) => {
        // Before, nothing is reserved, or it is another command's payout. One that has ended stays so.
        if (isReserved && code !== 'PAYOUT_CLOSED')
          await this.record(tx, context, payoutId, 'refused');
      },
    });
  }

  private async pay(context: CommandContext, payout: PayoutEntity): Promise<string> {
    try {
      return await this.bank.execute(payout);
    } catch (error) {
      if (error instanceof TBankUnknownOutcomeError) await this.recordUnknown(context, payout);
      throw error;
    }
  }

  private recordUnknown(context: CommandContext, payout: PayoutEntity): Promise<void> {
    return this.transactions.run(async (tx) => {
      await this.record(tx, context, payout.payoutId, 'outcome-unknown');
    });
  }

  private async record(
    tx: Transaction,
    context: CommandContext,
    payoutId: string,
    kind: PayoutFactKind,
    paymentId?: string,
  ): Promise<PayoutEntity> {
    const payout = await this.payouts.lock(tx, payoutId);
    if (!payout) throw new CommandRefusal('PAYOUT_NOT_FOUND', 'The payout is gone');
    const cause = causeOf(context);
    if (paymentId !== undefined && payout.paymentId === null) {
      payout.paymentId = paymentId;
      await this.payouts.save(tx, payout);
    }
    await this.payouts.addFact(tx, {
      payoutId,
      kind,
      causeKind: cause.kind,
      causeId: cause.id,
      at: new Date(),
      errorCode: null,
    });
    await this.refresh.execute(tx, payout, cause, context.message.traceparent);
    return payout;
  }
}
