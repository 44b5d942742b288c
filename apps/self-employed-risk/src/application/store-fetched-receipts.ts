import { type Clock } from '@lk/kernel';
import { type CommandContext } from '@lk/messaging';
import { causeOf } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type BankReceipt } from '@lk/tbank-client';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';
import { type SelfEmployedRepository } from '../adapters/self-employed.repository';
import { factOfReceipt, receiptStatus } from '../domain/fetched-receipts';
import { type RecordReceiptFact } from './record-receipt-fact';

/** What the caller of a fetch is told; each number is of receipts, and none of them is a person. */
export interface FetchCounts {
  /** In the bank's answer. */
  readonly receipts: number;
  readonly registered: number;
  readonly cancelled: number;
  /** Neither for good: under way, declined, or a word that we do not know. */
  readonly other: number;
  /** Of people whom we do not have; not stored. */
  readonly unknown: number;
  /** Told something that no event and no fetch had told before. */
  readonly stored: number;
}

/** Stores what a fetch brought, in the caller's transaction. */
export class StoreFetchedReceipts {
  constructor(
    private readonly people: SelfEmployedRepository,
    private readonly record: RecordReceiptFact,
    private readonly clock: Clock,
  ) {}

  async execute(
    tx: Transaction,
    context: CommandContext,
    receipts: readonly BankReceipt[],
  ): Promise<FetchCounts> {
    const owned = await this.ownersOf(tx, receipts);
    let stored = 0;
    for (const { selfEmployedId, receipts: own } of owned) {
      const person = await this.people.lock(tx, selfEmployedId);
      if (person) stored += await this.storeOf(tx, context, person, own);
    }
    const known = owned.reduce((sum, { receipts: own }) => sum + own.length, 0);
    return { ...countByStatus(receipts), unknown: receipts.length - known, stored };
  }

  /** In the order in which everybody locks people, so that two cannot wait for each other. */
  private async ownersOf(tx: Transaction, receipts: readonly BankReceipt[]) {
    const owned: { selfEmployedId: string; receipts: readonly BankReceipt[] }[] = [];
    for (const [inn, own] of byInn(receipts)) {
      const person = await this.people.findByInn(tx, inn);
      if (person) owned.push({ selfEmployedId: person.selfEmployedId, receipts: own });
    }
    return owned.sort((a, b) => (a.selfEmployedId < b.selfEmployedId ? -1 : 1));
  }

  private async storeOf(
    tx: Transaction,
    context: CommandContext,
    person: SelfEmployedEntity,
    receipts: readonly BankReceipt[],
  ): Promise<number> {
    const { traceparent } = context.message;
    const occasion = { cause: causeOf(context), traceparent };
    let stored = 0;
    for (const receipt of receipts) {
      const fact = factOfReceipt(receipt, this.clock.now());
      if (fact && (await this.record.execute(tx, person, fact, occasion))) stored += 1;
    }
    return stored;
  }
}

function byInn(receipts: readonly BankReceipt[]): Map<string, BankReceipt[]> {
  const groups = new Map<string, BankReceipt[]>();
  for (const receipt of receipts) {
    if (receipt.inn === undefined) continue;
    const group = groups.get(receipt.inn) ?? [];
    group.push(receipt);
    groups.set(receipt.inn, group);
  }
  return groups;
}

function countByStatus(receipts: readonly BankReceipt[]) {
  const words = receipts.map(({ status }) => receiptStatus(status));
  const registered = words.filter((word) => word === 'REGISTERED').length;
  const cancelled = words.filter((word) => word === 'CANCELLED').length;
  const other = words.length - registered - cancelled;
  return { receipts: receipts.length, registered, cancelled, other };
}
