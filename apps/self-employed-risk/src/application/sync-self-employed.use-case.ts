import { type SelfEmployedSyncCommand } from '@lk/contracts';
import { type AppError, type JsonObject } from '@lk/kernel';
import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandHandling } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type BankSelfEmployed } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { SelfEmployedRepository } from '../adapters/self-employed.repository';
import { SyncWindowRepository } from '../adapters/sync-window.repository';
import { SelfEmployedRiskConfig } from '../self-employed-risk.config';
import { isListBusy, RefreshSelfEmployed } from './refresh-self-employed';

/** A wait for other calls of the group, not for the ten minutes between two lists. */
const SOON_MS = 10_000;
const freeSoon = ({ retryAfterMs = Infinity }: AppError): boolean => retryAfterMs <= SOON_MS;

/**
 * `self-employed.sync`: statuses from the bank's list when the window allows, else from the stored
 * copy with its age. When the list fails after the window was claimed, the message is repeated like
 * any other; the repeat finds the window taken, and so it answers from the stored copy. So it does at
 * once when the shared limiter says that somebody else, such as reconciliation, has had the list.
 */
@Injectable()
export class SyncSelfEmployed {
  constructor(
    private readonly commands: CommandHandling,
    private readonly windows: SyncWindowRepository,
    private readonly people: SelfEmployedRepository,
    private readonly refresh: RefreshSelfEmployed,
    private readonly config: SelfEmployedRiskConfig,
  ) {}

  execute(context: CommandContext, { waitForList }: SelfEmployedSyncCommand): Promise<void> {
    const claimId = context.message.id;
    return this.commands.run(context, {
      // Of its own: the window keeps two lists apart, and who is too late must not wait for the list.
      lock: `sync:${claimId}`,
      call: () => this.listInWindow(claimId, waitForList === true),
      settle: (tx, listed) => this.settle(tx, context, listed),
    });
  }

  /** Undefined: inside somebody's window, whether our record of it or the shared limiter says so. */
  private async listInWindow(
    claimId: string,
    waits: boolean,
  ): Promise<BankSelfEmployed[] | undefined> {
    const claimed = await this.windows.claim(claimId, this.config.SELF_EMPLOYED_SYNC_INTERVAL_MS);
    if (!claimed) return undefined;
    try {
      return await this.refresh.list(claimId, 'command');
    } catch (error) {
      if (isListBusy(error) && !waits && !freeSoon(error)) return undefined;
      throw error;
    }
  }

  private async settle(
    tx: Transaction,
    context: CommandContext,
    listed: readonly BankSelfEmployed[] | undefined,
  ): Promise<JsonObject> {
    const { id, traceparent } = context.message;
    const occasion = { cause: causeOf(context), traceparent };
    const changed = listed && (await this.refresh.apply(tx, id, listed, occasion));
    const people = await this.people.count(tx);
    if (changed !== undefined) return { refreshed: true, ageSeconds: 0, people, changed };
    return { refreshed: false, ageSeconds: await this.windows.ageSeconds(tx), people };
  }
}
