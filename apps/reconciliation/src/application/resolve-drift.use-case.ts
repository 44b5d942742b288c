import { type Clock } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type Drift, type DriftRepository } from '../adapters/drift.repository';
import { type DriftClass } from '../domain/drift-classes';
import { type Resolution, resolutionOf } from '../domain/drift-life';
import { type DriftRepairs } from './drift-repairs';

export interface Decision {
  readonly action: Resolution;
  /** Why: required, because the next person reads it. */
  readonly reason: string;
  readonly actor: string;
}

export type Resolved =
  | { readonly drift: Drift }
  | { readonly problem: 'NOT_FOUND' }
  /** The drift's status does not allow it. */
  | { readonly problem: 'NOT_ALLOWED'; readonly status: string };

export interface RunSelection {
  readonly runId: string;
  readonly class?: DriftClass | undefined;
}

const OF_RUN = `(opened_run = $1 OR last_run = $1) AND status = $2
  AND ($3::text IS NULL OR class = $3)`;
const PAGE = 200;
const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

/** A person's word about drifts: approve or reject what is proposed, acknowledge what cannot be repaired. */
export class ResolveDrift {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly drifts: DriftRepository,
    private readonly repairs: DriftRepairs,
    private readonly clock: Clock,
  ) {}

  execute(driftId: string, decision: Decision): Promise<Resolved> {
    return this.transactions.run(async (tx) => {
      const [drift] = await this.drifts.lock(tx, [driftId]);
      if (!drift || drift.status === 'candidate') return { problem: 'NOT_FOUND' };
      const { status } = drift;
      if (!resolutionOf(status, decision.action)) return { problem: 'NOT_ALLOWED', status };
      const [resolved = drift] = await this.decide(tx, [drift], decision);
      return { drift: resolved };
    });
  }

  /** All proposals of a run, or all that it left open, a page in each transaction. @returns how many */
  async ofRun({ runId, class: name }: RunSelection, decision: Decision): Promise<number> {
    const status = decision.action === 'acknowledge' ? 'open' : 'proposed';
    const parameters = [runId, status, name ?? null];
    let count = 0;
    let after: string | undefined = FIRST_KEY;
    while (after !== undefined) {
      const page = { after, limit: PAGE };
      const drifts: Drift[] = await this.transactions.run(async (tx) => {
        const found = await this.drifts.lockPage(tx, OF_RUN, parameters, page);
        await this.decide(tx, found, decision);
        return found;
      });
      count += drifts.length;
      after = drifts.length < PAGE ? undefined : drifts.at(-1)?.driftId;
    }
    return count;
  }

  private async decide(
    tx: Transaction,
    drifts: readonly Drift[],
    { action, reason, actor }: Decision,
  ): Promise<Drift[]> {
    const decided: Drift[] = [];
    for (const drift of drifts) {
      const status = resolutionOf(drift.status, action) ?? drift.status;
      const closedAt = action === 'approve' ? null : this.clock.now();
      const word = { status, resolvedBy: actor, resolution: status, note: reason, closedAt };
      decided.push(await this.act(tx, { ...drift, ...word }));
    }
    await this.drifts.save(tx, decided);
    await this.drifts.addHistory(
      tx,
      decided.map(({ driftId, status: to }, index) => {
        const from = drifts[index]?.status ?? null;
        return { driftId, from, to, runId: null, actor, note: reason };
      }),
    );
    return decided;
  }

  /** Approved facts are published at once; those that name a person by the run that sees it next. */
  private act(tx: Transaction, drift: Drift): Drift | Promise<Drift> {
    if (drift.status !== 'approved' || !this.repairs.canRepairNow(drift)) return drift;
    const occasion = { run: { runId: drift.lastRun }, approvedBy: drift.resolvedBy ?? '' };
    return this.repairs.repair(tx, occasion, drift);
  }
}
