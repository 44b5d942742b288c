import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type DriftAnnouncements } from '../adapters/drift-announcements';
import { type Drift } from '../adapters/drift.repository';
import { type ReconciliationMetrics } from '../adapters/reconciliation.metrics';
import { type MissingFact } from '../domain/finding';
import { type RunMemory } from './run-context';

export interface RepairOccasion {
  readonly run: { readonly runId: string };
  readonly memory?: RunMemory;
  /** The person who approved it. */
  readonly approvedBy?: string;
}

/** Publishes what is missing here. A repair is a published fact and nothing else: no money can move. */
export class DriftRepairs {
  constructor(
    private readonly announcements: DriftAnnouncements,
    private readonly metrics: ReconciliationMetrics,
    private readonly clock: Clock,
  ) {}

  /** The drift as it is afterwards: unchanged when its facts cannot be made now. */
  async repair(tx: Transaction, occasion: RepairOccasion, drift: Drift): Promise<Drift> {
    const facts = this.factsOf(drift, occasion.memory);
    if (facts.length === 0) return drift;
    const { runId } = occasion.run;
    const eventIds = await this.announcements.publish(
      tx,
      { runId, subject: drift.subjectId },
      facts,
    );
    return this.repaired(tx, occasion, drift, eventIds);
  }

  /** Notes that what the drift needs was sent. */
  async repaired(
    tx: Transaction,
    { run: { runId }, approvedBy }: RepairOccasion,
    drift: Drift,
    eventIds: readonly string[],
  ): Promise<Drift> {
    await this.announcements.repaired(tx, runId, drift, {
      eventIds,
      approvedBy: approvedBy ?? drift.resolvedBy ?? undefined,
    });
    this.metrics.driftRepaired(drift.class);
    const repairAttempts = drift.repairAttempts + 1;
    return { ...drift, status: 'repaired', repairAttempts, repairedAt: this.clock.now() };
  }

  /** Whether a person's approval can be acted on at once: no run is needed to make the facts. */
  canRepairNow({ repair }: Drift): boolean {
    return repair?.kind === 'facts';
  }

  private factsOf({ driftId, repair }: Drift, memory?: RunMemory): readonly MissingFact[] {
    if (repair?.kind === 'facts') return repair.facts;
    const fact = repair?.kind === 'seen-again' ? memory?.personalFacts.get(driftId) : undefined;
    return fact ? [fact] : [];
  }
}
