import { type Clock } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type Drift, type DriftRepository } from '../../adapters/drift.repository';
import { brakes, isImplausible, type Plausibility, type RepairBudget } from '../../domain/brake';
import { type DriftStatus } from '../../domain/drift-life';
import { type Scope } from '../../domain/finding';
import { type Cursor, type Run, type ScopeStats } from '../../domain/run';
import { type Confirmation, type Doubt } from '../confirmation';
import { type DriftRepairs } from '../drift-repairs';
import { type Phase, type RunContext, type StepEnd, type Write } from '../run-context';
import { FIRST_KEY } from './reading';

export interface BrakeLimits {
  readonly budget: RepairBudget;
  readonly plausibility: Plausibility;
}

/** Each may cost a call to the bank: so much is asked again after a crash. */
const PAGE = 100;
const NO_DOUBTS: ReadonlyMap<string, Doubt> = new Map();
const OPEN = `scope = $1 AND last_run = $2
  AND (status = 'open' AND action <> 'page' OR status = 'approved')`;
const TO_REPAIR = `
  SELECT count(*)::integer AS count FROM drifts
  WHERE scope = $1 AND last_run = $2 AND status = 'open' AND action = 'repair'`;

interface Decision {
  readonly braked: boolean;
  readonly implausible: boolean;
}

interface Treatment extends Decision {
  readonly after: string;
  readonly doubts: ReadonlyMap<string, Doubt>;
}

/** Does with each open drift what the policy says; under the brake it only proposes. */
export class RepairPhase implements Phase {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly drifts: DriftRepository,
    private readonly confirmation: Confirmation,
    private readonly repairs: DriftRepairs,
    private readonly limits: BrakeLimits,
    private readonly clock: Clock,
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const after = cursor?.after ?? FIRST_KEY;
    const decision = await this.decide(context, cursor);
    const page = { after, limit: PAGE };
    const doubts = decision.braked ? NO_DOUBTS : await this.confirmation.doubts(context, page);
    return (tx) => this.page(tx, context, { after, ...decision, doubts });
  }

  /** Once for the whole scope, before its first repair; nothing of it changes until then. */
  private async decide({ run, scope }: RunContext, cursor: Cursor | undefined): Promise<Decision> {
    if (cursor?.braked !== undefined) return { braked: cursor.braked, implausible: false };
    const { alive = 0, ended = 0 } = run.stats[scope] ?? {};
    const implausible = isImplausible(ended, alive, this.limits.plausibility);
    return { implausible, braked: implausible || (await this.isOverBudget(run, scope)) };
  }

  private async isOverBudget(run: Run, scope: Scope): Promise<boolean> {
    const [row] = await this.transactions.query<{ count: number }>(TO_REPAIR, [scope, run.runId]);
    const { compared = 0 } = run.stats[scope] ?? {};
    return brakes(row?.count ?? 0, compared, this.limits.budget);
  }

  private async page(
    tx: Transaction,
    context: RunContext,
    { after, braked, implausible, doubts }: Treatment,
  ): Promise<StepEnd> {
    const parameters = [context.scope, context.run.runId];
    const drifts = await this.drifts.lockPage(tx, OPEN, parameters, { after, limit: PAGE });
    const changed: Drift[] = [];
    for (const drift of drifts) {
      changed.push(await this.treat(tx, context, drift, braked || doubts.get(drift.driftId)));
    }
    await this.drifts.save(tx, changed);
    await this.addHistory(tx, context, drifts, changed);
    const last = drifts.at(-1);
    const next = drifts.length < PAGE || !last ? undefined : { after: last.driftId, braked };
    const stats = {
      ...countOf(drifts, changed),
      ...(after === FIRST_KEY && braked && { braked: 1 }),
    };
    const disagrees = [...doubts.values()].includes('contradicted');
    const reason = implausible ? 'IMPLAUSIBLE_ENDS' : disagrees ? 'LIST_DISAGREES' : undefined;
    return { next, stats, ...(reason && { suspicion: reason }) };
  }

  private treat(
    tx: Transaction,
    context: RunContext,
    drift: Drift,
    doubt: Doubt | boolean | undefined,
  ): Drift | Promise<Drift> {
    if (drift.action === 'record') {
      const closedAt = this.clock.now();
      return {
        ...drift,
        status: 'resolved',
        resolution: 'recorded',
        resolvedBy: 'policy',
        closedAt,
      };
    }
    if (drift.status === 'approved') return this.repairs.repair(tx, context, drift);
    // The next run sees where the bank has gone to.
    if (doubt === 'moved') return drift;
    const waits = doubt !== undefined && doubt !== false;
    if (waits || drift.action === 'propose') return { ...drift, status: 'proposed' };
    return this.repairs.repair(tx, context, drift);
  }

  private addHistory(
    tx: Transaction,
    { run: { runId } }: RunContext,
    before: readonly Drift[],
    after: readonly Drift[],
  ): Promise<void> {
    const changes = after.flatMap(({ driftId, status: to }, index) => {
      const from = before[index]?.status ?? null;
      return from === to ? [] : [{ driftId, from, to, runId }];
    });
    return this.drifts.addHistory(tx, changes);
  }
}

function countOf(before: readonly Drift[], after: readonly Drift[]): Partial<ScopeStats> {
  const became = (status: DriftStatus): number =>
    after.filter((drift, index) => drift.status === status && before[index]?.status !== status)
      .length;
  return { repaired: became('repaired'), proposed: became('proposed') };
}
