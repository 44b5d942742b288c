import { type ReconciliationScope } from '@lk/contracts';
import { type ListWalk, type Suspicion } from './list-watch';
import { type Scope } from './finding';
import { type PhaseName, type RunMode, type ScopePlan } from './plan';

export type RunTrigger = 'schedule' | 'command' | 'http' | 'stale' | 'recheck';
export type RunState = 'queued' | 'running' | 'finished' | 'suspect' | 'failed';

/** Where a phase goes on: a list's offset or a key. Only what must survive a crash. */
export interface Cursor {
  readonly walk?: ListWalk;
  readonly after?: string;
  /** How many were looked at so far, where a run looks at so many only. */
  readonly done?: number;
  /** Decided before the first repair. */
  readonly braked?: boolean;
}

/** What a run counted in one scope. */
export interface ScopeStats {
  /** Pairs of records that were compared. */
  readonly compared: number;
  /** Records of ours that are not final, and how many of them were compared. */
  readonly live: number;
  readonly liveCompared: number;
  /** Pairs whose record was alive here, and those of them that the bank calls cancelled or failed. */
  readonly alive: number;
  readonly ended: number;
  /** Changes that only a webhook tells: how many it told, how many it did not. */
  readonly told: number;
  readonly missed: number;
  /** What became of the findings. */
  readonly candidates: number;
  readonly found: number;
  readonly repaired: number;
  readonly proposed: number;
  /** 1 when the brake held. */
  readonly braked: number;
  readonly closed: number;
  readonly bankCalls: number;
  readonly ownReads: number;
}

export const NO_STATS: ScopeStats = {
  compared: 0,
  live: 0,
  liveCompared: 0,
  alive: 0,
  ended: 0,
  told: 0,
  missed: 0,
  candidates: 0,
  found: 0,
  repaired: 0,
  proposed: 0,
  braked: 0,
  closed: 0,
  bankCalls: 0,
  ownReads: 0,
};

export function addStats(before: ScopeStats, more: Partial<ScopeStats>): ScopeStats {
  const names = Object.keys(NO_STATS) as (keyof ScopeStats)[];
  return Object.fromEntries(
    names.map((name) => [name, (before[name] ?? 0) + (more[name] ?? 0)]),
  ) as unknown as ScopeStats;
}

export type RunStats = Readonly<Partial<Record<Scope, ScopeStats>>>;

export interface RunSuspicion {
  readonly scope: Scope;
  readonly reason: Suspicion;
}

export interface Run {
  readonly runId: string;
  readonly scope: ReconciliationScope;
  readonly mode: RunMode;
  readonly trigger: RunTrigger;
  readonly dealId: string | null;
  readonly requestedBy: string | null;
  readonly state: RunState;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly phase: PhaseName | null;
  readonly cursor: Cursor | null;
  readonly plan: Readonly<Partial<Record<Scope, ScopePlan>>> | null;
  readonly stats: RunStats;
  readonly suspect: readonly RunSuspicion[];
  readonly braked: boolean;
}

export interface NewRun {
  readonly runId: string;
  readonly scope: ReconciliationScope;
  readonly mode: RunMode;
  readonly trigger: RunTrigger;
  readonly dealId?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly notBefore?: Date | undefined;
}
