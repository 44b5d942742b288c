import { newId } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type RunRepository } from '../adapters/run.repository';
import { type DriftClass } from '../domain/drift-classes';
import { type Scope } from '../domain/finding';
import { type Policy } from '../domain/policy';
import { type Run } from '../domain/run';

const CANDIDATES = `
  SELECT class, min(first_seen_at) AS "firstSeenAt", count(*)::integer AS count FROM drifts
  WHERE scope = $1 AND last_run = $2 AND status = 'candidate' AND subject_kind <> 'system'
  GROUP BY class`;

const PLANNED = `
  SELECT 1 FROM runs WHERE mode = 'recheck' AND scope = $1 AND state = 'queued' LIMIT 1`;

interface CandidateRow {
  class: DriftClass;
  firstSeenAt: Date;
  count: number;
}

/**
 * A second look at what may have been a message in flight, when its grace time is over: drift is
 * repaired then, and not at the next turn of the schedule.
 */
export class Recheck {
  constructor(
    private readonly runs: RunRepository,
    private readonly policy: Policy,
    /** More than so many wait for the next full run, which reads them more cheaply. */
    private readonly limit: number,
  ) {}

  async plan(tx: Transaction, { runId }: Run, scope: Scope): Promise<void> {
    // People are read from a list that is to be had once in ten minutes: no second look.
    if (scope === 'self-employed') return;
    const rows = await tx.query<CandidateRow[]>(CANDIDATES, [scope, runId]);
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    if (count === 0 || count > this.limit) return;
    if ((await tx.query<unknown[]>(PLANNED, [scope])).length > 0) return;
    const dueAt = rows.map((row) => row.firstSeenAt.getTime() + this.policy.for(row.class).graceMs);
    const notBefore = new Date(Math.min(...dueAt));
    await this.runs.add(tx, {
      runId: newId(),
      scope,
      mode: 'recheck',
      trigger: 'recheck',
      notBefore,
    });
  }
}
