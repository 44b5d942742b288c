import { type TransactionRunner } from '@lk/persistence';
import { type BodyRepository, type LetterBody } from '../../adapters/body.repository';
import { conditionsOf, type LetterFilter } from '../../adapters/letter-filter';
import { type LetterSearchRepository } from '../../adapters/letter-search.repository';
import { type JobItemRepository } from '../../adapters/replays/job-item.repository';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type Job } from '../../adapters/replays/job.rows';
import {
  type LetterFacts,
  type LetterFactsRepository,
} from '../../adapters/replays/letter-facts.repository';
import { parseBody } from '../../domain/business-fields';
import { hashOn } from '../../domain/replays/frozen-set';
import { type ItemVerdict } from '../../domain/replays/job';
import { messageIdentity } from '../../domain/replays/message-identity';
import { addFigures, type PlannedLetter } from '../../domain/replays/plan-figures';
import { statusToAct, type StoredFilter } from '../../domain/replays/selection';
import { type JudgeLetters } from './judge-letters';

/** Letters of one step: what owners are asked at once, and what one transaction writes. */
const BATCH = 1000;
/** Bodies in memory at once. */
const BODIES = 50;
const NO_BODY: LetterBody = { body: Buffer.alloc(0), properties: {} };

interface Planned {
  readonly facts: LetterFacts;
  readonly verdict: ItemVerdict;
  readonly code?: string;
}

/**
 * Freezes the letters of a selection into the items of its job, batch by batch. Each batch is stored
 * with the place where it ended, so a plan of a million goes on after a crash, and memory holds one
 * batch. Nothing is sent.
 */
export class PlanJob {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly jobs: JobRepository,
    private readonly items: JobItemRepository,
    private readonly letters: LetterFactsRepository,
    private readonly search: LetterSearchRepository,
    private readonly bodies: BodyRepository,
    private readonly judging: JudgeLetters,
  ) {}

  async step(lease: JobLease, job: Job): Promise<void> {
    const { limit = Infinity, ids } = job.selection;
    const size = ids ? ids.length : BATCH;
    const wanted = Math.min(size, limit - job.count);
    const filter = readFilter(job.selection.filter ?? {});
    if (!ids && !filter.status) filter.status = statusToAct(job.kind);
    const conditions = conditionsOf(filter, await this.search.hasTrigrams());
    const batch = wanted > 0 ? await this.letters.next(job, conditions, wanted) : [];
    const planned = job.kind === 'replay' ? await this.judge(batch) : withoutOwners(job, batch);
    await this.store(lease, planned, ids !== undefined || batch.length < BATCH);
  }

  private async judge(batch: readonly LetterFacts[]): Promise<Planned[]> {
    const envelopeIds = await this.envelopeIds(batch.filter(({ messageId }) => messageId === null));
    const candidates = batch.map((facts) => ({
      facts,
      ownerId: facts.messageId ?? envelopeIds.get(facts.id),
      readable: this.bodies.knowsKey(facts.keyId),
    }));
    const judged = await this.judging.execute(candidates);
    return judged.map(({ facts, judgement }) => ({ facts, ...judgement }));
  }

  /** Of the few letters without a sensible message id: to open every body would take too long. */
  private async envelopeIds(
    letters: readonly LetterFacts[],
  ): Promise<ReadonlyMap<string, string | undefined>> {
    const found = new Map<string, string | undefined>();
    for (let start = 0; start < letters.length; start += BODIES) {
      const some = letters.slice(start, start + BODIES);
      const bodies = await this.bodies.findReadable(some.map(({ id }) => id));
      for (const { id, kind } of some) {
        const { body, properties } = bodies.get(id) ?? NO_BODY;
        const { messageId } = properties;
        const plainId = typeof messageId === 'string' ? messageId : undefined;
        found.set(id, messageIdentity(kind, plainId, parseBody(body)));
      }
    }
    return found;
  }

  private async store(lease: JobLease, planned: readonly Planned[], last: boolean): Promise<void> {
    await this.transactions.run(async (tx) => {
      const job = await this.leases.hold(tx, lease);
      // Cancelled while this batch was read.
      if (job.state !== 'planning') return;
      const ids = planned.map(({ facts }) => facts.id);
      const items = planned.map(({ facts, verdict, code }) => ({
        letterId: facts.id,
        verdict,
        code,
      }));
      await this.items.insert(tx, job.id, job.count, items);
      await this.jobs.freeze(tx, job, {
        size: planned.length,
        hash: hashOn(job.hash, ids),
        last: planned.at(-1)?.facts,
        figures: addFigures(
          job.figures,
          planned.map((letter) => figuresOf(job, letter)),
        ),
      });
      if (last) await this.jobs.set(tx, job.id, { state: 'planned' });
    });
  }
}

function withoutOwners({ kind }: Job, batch: readonly LetterFacts[]): Planned[] {
  return batch.map((facts) => {
    return { facts, verdict: facts.status === statusToAct(kind) ? 'replay' : 'not-open' };
  });
}

function figuresOf({ kind: jobKind }: Job, { facts, verdict }: Planned): PlannedLetter {
  const { type, errorCode, queue, lastFailedAt, kind } = facts;
  const amountKopecks = BigInt(facts.amountKopecks);
  // Every command of ours is carried out at the bank.
  return {
    ...{ type, errorCode, queue, lastFailedAt, amountKopecks, verdict },
    callsBank: jobKind === 'replay' && kind === 'command',
  };
}

function readFilter({ since, until, ...texts }: StoredFilter): {
  -readonly [K in keyof LetterFilter]: LetterFilter[K];
} {
  return {
    ...texts,
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(until === undefined ? {} : { until: new Date(until) }),
  };
}
