import { AppError } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import {
  type BankSelfEmployed,
  type CallPriority,
  TBankCircuitOpenError,
  TBankClient,
} from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { SelfEmployedRepository } from '../adapters/self-employed.repository';
import { SyncWindowRepository } from '../adapters/sync-window.repository';
import { findUpdates, type PersonUpdate } from '../domain/match-recipients';
import { ChangeSelfEmployed, type Occasion } from './change-self-employed';

/** What asking for the list needs, and what storing it needs, on each side of the transaction. */
@Injectable()
export class RefreshSelfEmployed {
  constructor(
    private readonly windows: SyncWindowRepository,
    private readonly people: SelfEmployedRepository,
    private readonly bank: TBankClient,
    private readonly change: ChangeSelfEmployed,
  ) {}

  /**
   * The list, for whoever has claimed the window. A failure does not give the window back, since the
   * bank may have counted the request; only one before anything was sent does.
   * @throws TBankError; AppError of {@link isListBusy}
   */
  async list(claimId: string, priority: CallPriority): Promise<BankSelfEmployed[]> {
    const people: BankSelfEmployed[] = [];
    try {
      for await (const person of this.bank.selfEmployed.all(priority)) people.push(person);
      return people;
    } catch (error) {
      const nothingSent = error instanceof TBankCircuitOpenError || isListBusy(error);
      if (nothingSent && people.length === 0) await this.windows.release(claimId);
      throw error;
    }
  }

  /** Stores a list. @returns how many people changed; undefined when a newer list was faster */
  async apply(
    tx: Transaction,
    claimId: string,
    listed: readonly BankSelfEmployed[],
    occasion: Occasion,
  ): Promise<number | undefined> {
    if (!(await this.windows.finish(tx, claimId))) return undefined;
    const updates = findUpdates(await this.people.all(tx), listed);
    let changed = 0;
    for (const update of updates) {
      if (await this.update(tx, update, occasion)) changed += 1;
    }
    return changed;
  }

  /** Under the lock of the person, whose row may have changed since it was compared. */
  private async update(
    tx: Transaction,
    { selfEmployedId, externalRecipientId, status }: PersonUpdate,
    occasion: Occasion,
  ): Promise<boolean> {
    const person = await this.people.lock(tx, selfEmployedId);
    if (!person || (person.externalRecipientId ?? externalRecipientId) !== externalRecipientId) {
      return false;
    }
    if (person.externalRecipientId === null) {
      person.externalRecipientId = externalRecipientId;
      await this.people.setExternalRecipientId(tx, selfEmployedId, externalRecipientId);
    }
    return this.change.setStatus(tx, person, status, occasion);
  }
}

/** The shared limiter keeps the bank's ten minutes: somebody else of the system has just listed. */
export function isListBusy(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'BANK_BUSY';
}
