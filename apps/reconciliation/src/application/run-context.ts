import { type Transaction } from '@lk/persistence';
import { type MissingFact, type Scope } from '../domain/finding';
import { type Suspicion } from '../domain/list-watch';
import { type ScopePlan } from '../domain/plan';
import { type Cursor, type Run, type ScopeStats } from '../domain/run';

/** A person of both sides. The INN comes with the bank's list and goes with the process. */
export interface KnownPerson {
  readonly selfEmployedId: string;
  readonly inn: string;
}

/** What must not be stored and is gone after a crash: the run reads it again then. */
export interface RunMemory {
  people?: readonly KnownPerson[];
  /** Facts that name a person, by drift. */
  readonly personalFacts: Map<string, MissingFact>;
}

/** One scope of one run, as a phase sees it. */
export interface RunContext {
  readonly run: Run;
  readonly scope: Scope;
  readonly memory: RunMemory;
}

export interface StepEnd {
  /** Where the phase goes on; undefined at its end. */
  readonly next?: Cursor | undefined;
  readonly stats?: Partial<ScopeStats>;
  readonly plan?: ScopePlan;
  /** What is not believed, although what was found is kept for a person to see. */
  readonly suspicion?: Suspicion;
}

/** The writing half of a step: in the transaction that proves the lease and moves the cursor. */
export type Write = (tx: Transaction) => Promise<StepEnd>;

/** A piece of a run that can be continued at a cursor. */
export interface Phase {
  /** Reads, outside any transaction, and gives what is to be written. Safe to repeat. */
  step(context: RunContext, cursor: Cursor | undefined): Promise<Write>;
}

/** The answers are not believed: nothing that this scope of the run found is used. */
export class NotBelieved extends Error {
  override readonly name = 'NotBelieved';

  constructor(readonly reason: Suspicion) {
    super('The answers of the bank are not believed');
  }
}

/** The run goes on later, where it is. */
export class RunPostponed extends Error {
  override readonly name = 'RunPostponed';

  constructor(
    readonly delayMs: number,
    /** Whether the phase is done with, or begins its step again. */
    readonly goesOnAt: 'same-step' | 'next-phase' = 'same-step',
  ) {
    super('The run goes on later');
  }
}
