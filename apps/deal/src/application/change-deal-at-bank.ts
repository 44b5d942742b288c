import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandHandling } from '@lk/outbox';
import { TransactionRunner } from '@lk/persistence';
import {
  type BankDeal,
  type ChangingCall,
  changingCall,
  dealSubject,
  TBankClient,
} from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { DealRepository } from '../adapters/deal.repository';
import { type DealFactKind } from '../domain/deal-facts';
import { dealLock } from './deal-lock';
import { requireDealAtBank } from './existing-deal';
import { RefreshDeal } from './refresh-deal';

export interface DealChangeAtBank {
  /** Our name of the bank's method. */
  readonly operation: string;
  /** What is known once the bank has done it. */
  readonly fact: DealFactKind;
  readonly send: (change: ChangingCall, externalDealId: string) => Promise<void>;
  /** Asked before the first send, when nothing else can change the deal. @throws CommandRefusal */
  readonly check?: () => Promise<void>;
  /** The bank's statuses that prove it. */
  readonly provenBy: readonly BankDeal['status'][];
}

/** These methods answer with nothing. */
const DONE = true;

/** The common course of `deal.accept` and `deal.cancel`: ask the bank, then remember that it did. */
@Injectable()
export class ChangeDealAtBank {
  constructor(
    private readonly commands: CommandHandling,
    private readonly transactions: TransactionRunner,
    private readonly deals: DealRepository,
    private readonly refresh: RefreshDeal,
    private readonly bank: TBankClient,
  ) {}

  execute(context: CommandContext, dealId: string, change: DealChangeAtBank): Promise<void> {
    return this.commands.run(context, {
      lock: dealLock(dealId),
      call: () => this.call(context, dealId, change),
      settle: async (tx) => {
        const deal = requireDealAtBank(context, await this.deals.lock(tx, dealId));
        const cause = causeOf(context);
        await this.deals.addFact(tx, dealId, { kind: change.fact, paymentId: '' }, cause);
        await this.refresh.execute(tx, deal, cause, context.message.traceparent);
        return { dealId, externalDealId: deal.externalDealId, status: deal.status };
      },
    });
  }

  /** What the bank has told us already need not be asked of it. */
  private async call(
    context: CommandContext,
    dealId: string,
    change: DealChangeAtBank,
  ): Promise<void> {
    const { deal, facts } = await this.transactions.run(async (tx) => ({
      deal: requireDealAtBank(context, await this.deals.find(tx, dealId)),
      facts: await this.deals.facts(tx, dealId),
    }));
    if (facts.some(({ kind }) => kind === change.fact)) return;
    const { externalDealId } = deal;
    const call = changingCall(change.operation, dealId, {
      occasion: context.message.id,
      exclusive: [dealSubject(dealId)],
      check: change.check,
    });
    await this.bank.changes.perform({
      call,
      send: async () => {
        await change.send(call, externalDealId);
        return DONE;
      },
      lookUp: () => this.lookUp(externalDealId, change),
    });
  }

  private async lookUp(externalDealId: string, change: DealChangeAtBank) {
    const { status } = await this.bank.deals.get(externalDealId, 'look-up');
    return change.provenBy.includes(status) ? DONE : undefined;
  }
}
