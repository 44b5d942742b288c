import { type SelfEmployedReceiptsFetchCommand } from '@lk/contracts';
import { transientError } from '@lk/kernel';
import { type CommandContext } from '@lk/messaging';
import { CommandHandling, CommandRefusal } from '@lk/outbox';
import { type BankReceipt, type ReceiptSubject, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { DealReader } from '../adapters/deal.reader';
import { StoreFetchedReceipts } from './store-fetched-receipts';

/** Commands may overtake the deal they are about by a few seconds. */
const TRIES_FOR_UNKNOWN_DEAL = 3;

/**
 * `self-employed.receipts.fetch`: the bank's receipts of a person or of a deal, stored like those that
 * events tell of. Fetched twice, or fetched and told, they count once. The answer has numbers only.
 */
@Injectable()
export class FetchReceipts {
  constructor(
    private readonly commands: CommandHandling,
    private readonly deals: DealReader,
    private readonly bank: TBankClient,
    private readonly store: StoreFetchedReceipts,
  ) {}

  execute(context: CommandContext, command: SelfEmployedReceiptsFetchCommand): Promise<void> {
    return this.commands.run(context, {
      // Of its own: what is stored is kept apart by the locks of the people.
      lock: `receipts:${context.message.id}`,
      call: () => this.fetch(context, command),
      settle: async (tx, receipts) => ({ ...(await this.store.execute(tx, context, receipts)) }),
    });
  }

  private async fetch(
    context: CommandContext,
    command: SelfEmployedReceiptsFetchCommand,
  ): Promise<BankReceipt[]> {
    const { from, to } = command;
    const period = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const subject = await this.subjectOf(context, command);
    const receipts = await this.bank.selfEmployed.receipts({ ...subject, ...period }, 'command');
    if (!('inn' in subject)) return receipts;
    // Whoever was asked for is the owner also where the bank does not repeat it.
    return receipts.map((receipt) => ({ ...receipt, inn: receipt.inn ?? subject.inn }));
  }

  /** The payload is validated: it has one of the two. */
  private async subjectOf(
    { message }: CommandContext,
    { inn, dealId = '' }: SelfEmployedReceiptsFetchCommand,
  ): Promise<ReceiptSubject> {
    if (inn) return { inn };
    const externalDealId = await this.deals.findExternalId(dealId);
    if (externalDealId !== undefined) return { dealId: externalDealId };
    if (message.failures < TRIES_FOR_UNKNOWN_DEAL) {
      throw transientError('DEAL_NOT_READY', 'The deal is not known at the bank yet');
    }
    throw new CommandRefusal('DEAL_NOT_FOUND', 'There is no such deal at the bank');
  }
}
