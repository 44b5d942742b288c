import { type DealCreateCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandHandling, CommandRefusal } from '@lk/outbox';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { changingCall, dealSubject, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type DealEntity } from '../adapters/deal.entities';
import { DealRepository } from '../adapters/deal.repository';
import { DealConfig } from '../deal.config';
import { dealLock } from './deal-lock';
import { newDealRecord } from './new-deal-record';
import { CreateStepsAtBank } from './create-steps-at-bank';
import { RefreshDeal } from './refresh-deal';

/** `deal.create`: the split is checked, the deal and its steps are created at the bank. */
@Injectable()
export class CreateDeal {
  constructor(
    private readonly commands: CommandHandling,
    private readonly transactions: TransactionRunner,
    private readonly deals: DealRepository,
    private readonly bank: TBankClient,
    private readonly refresh: RefreshDeal,
    private readonly stepsAtBank: CreateStepsAtBank,
    private readonly config: DealConfig,
  ) {}

  execute(context: CommandContext, command: DealCreateCommand): Promise<void> {
    const { dealId } = command;
    return this.commands.run(context, {
      lock: dealLock(dealId),
      prepare: (tx) => this.prepare(tx, context, command),
      call: () => this.createAtBank(context, dealId),
      settle: async (tx, externalDealId) => {
        const deal = await this.deals.lock(tx, dealId);
        if (!deal) throw new CommandRefusal('DEAL_NOT_FOUND', 'The deal is gone');
        const cause = causeOf(context);
        await this.deals.addFact(tx, dealId, { kind: 'deal.created', paymentId: '' }, cause);
        await this.refresh.announceNew(tx, deal, cause, context.message.traceparent);
        await this.refresh.execute(tx, deal, cause, context.message.traceparent);
        return { dealId, externalDealId, status: deal.status };
      },
      refused: (tx) => this.forget(tx, context, dealId),
    });
  }

  private async prepare(
    tx: Transaction,
    context: CommandContext,
    command: DealCreateCommand,
  ): Promise<void> {
    const known = await this.deals.find(tx, command.dealId);
    if (known?.createdBy === context.message.id) return;
    if (known) throw new CommandRefusal('DEAL_EXISTS', 'A deal with this dealId exists already');
    const record = newDealRecord(command, context.message.id, this.config.TBANK_NOMINAL_ACCOUNT);
    await this.deals.insert(tx, record);
    const { kind: causeKind, id: causeId } = causeOf(context);
    const { dealId, status: toState, createdAt: at } = record.deal;
    await this.deals.addHistory(tx, [
      { dealId, field: 'status', fromState: null, toState, causeKind, causeId, at },
    ]);
  }

  /** The bank's id is stored at once, because its webhooks may be faster than our last transaction. */
  private async createAtBank(context: CommandContext, dealId: string): Promise<string> {
    const deal = await this.transactions.run((tx) => this.deals.find(tx, dealId));
    if (!deal) throw new CommandRefusal('DEAL_NOT_FOUND', 'The deal is gone');
    let { externalDealId } = deal;
    if (externalDealId === null) {
      const created = await this.sendDeal(deal, context.message.id);
      await this.transactions.run((tx) => this.deals.setExternalDealId(tx, dealId, created));
      externalDealId = created;
    }
    await this.stepsAtBank.execute(dealId, externalDealId, context.message.id);
    return externalDealId;
  }

  /**
   * A deal of the bank bears no mark of ours, so nothing can be looked up: only a repeat with the same
   * key tells. A deal made twice would be an empty draft; no money stands behind it.
   */
  private sendDeal({ dealId, accountNumber }: DealEntity, occasion: string): Promise<string> {
    const exclusive = [dealSubject(dealId)];
    const call = changingCall('deals.create', dealId, { occasion, exclusive });
    return this.bank.changes.perform({
      call,
      send: async () => (await this.bank.deals.create(call, accountNumber)).dealId,
      lookUp: () => Promise.resolve(undefined),
    });
  }

  /**
   * A deal the bank never made leaves its id free for a corrected command. One that it made stays;
   * the steps that it refused leave their ids free for `deal.step.create`.
   */
  private async forget(tx: Transaction, context: CommandContext, dealId: string): Promise<void> {
    const deal = await this.deals.lock(tx, dealId);
    if (deal?.createdBy !== context.message.id) return;
    if (deal.externalDealId === null) await this.deals.delete(tx, dealId);
    else await this.deals.deleteStepsNotAtBank(tx, dealId, deal.createdBy);
  }
}
