import { newId, sleep, toAppError } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AppLogger } from '@lk/platform';
import { type BankSelfEmployed } from '@lk/tbank-client';
import { type SyncWindowRepository } from '../adapters/sync-window.repository';
import { type SelfEmployedRiskConfig } from '../self-employed-risk.config';
import { isListBusy, type RefreshSelfEmployed } from './refresh-self-employed';

/**
 * Asks for the list by itself while somebody waits for the bank's approval. It takes the same window
 * as the command, and only after a quiet interval, so that a person who asks is seldom too late.
 */
export class AutoSync {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly windows: SyncWindowRepository,
    private readonly refresh: RefreshSelfEmployed,
    private readonly config: SelfEmployedRiskConfig,
    private readonly logger: AppLogger,
  ) {}

  start(): void {
    if (this.config.SELF_EMPLOYED_AUTO_SYNC) this.running = this.loop();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Resolves when the list that was under way is stored. */
  drain(): Promise<void> {
    return this.running;
  }

  /** @returns how many people changed; undefined when it was not the moment */
  async syncOnce(): Promise<number | undefined> {
    const runId = newId();
    const intervalMs = this.config.SELF_EMPLOYED_SYNC_INTERVAL_MS;
    if (!(await this.windows.claimWhenQuiet(runId, intervalMs))) return undefined;
    const listed = await this.list(runId);
    if (!listed) return undefined;
    const occasion = { cause: { kind: 'reconciliation', id: runId } } as const;
    return this.transactions.run((tx) => this.refresh.apply(tx, runId, listed, occasion));
  }

  private async list(runId: string): Promise<BankSelfEmployed[] | undefined> {
    try {
      return await this.refresh.list(runId, 'reconciliation');
    } catch (error) {
      if (isListBusy(error)) return undefined;
      throw error;
    }
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await sleep(this.config.SELF_EMPLOYED_AUTO_SYNC_POLL_MS, signal);
      if (!signal.aborted) await this.syncOnce().catch((error: unknown) => this.report(error));
    }
  }

  private report(error: unknown): void {
    this.logger.warn('self-employed people could not be refreshed', toAppError(error));
  }
}
