import { type ReconciliationScope } from '@lk/contracts';
import { SCOPES, type Scope } from './finding';

export type RunMode = 'incremental' | 'sweep' | 'recheck' | 'deal';

export interface RunKind {
  readonly scope: ReconciliationScope;
  readonly mode: RunMode;
}

/** How the bank is read: its list page by page, or record by record. */
export type Strategy = 'lists' | 'gets';

export interface ScopePlan {
  readonly scope: Scope;
  readonly strategy: Strategy;
  /** Calls to the bank, by the method group whose limit they count against. */
  readonly calls: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Why this strategy: the two costs that were weighed. */
  readonly getCalls: number;
  readonly listCalls: number;
  /** Rows of the bank's list, and records of ours that must be among them (counted to a thousand). */
  readonly bankTotal: number;
  readonly known: number;
}

export interface CostFacts {
  readonly scope: Scope;
  readonly mode: RunMode;
  /** Records of ours that can have changed. */
  readonly candidates: number;
  /** Records of ours that the bank must know, counted to a thousand. */
  readonly known: number;
  /** Rows of the bank's list. */
  readonly bankTotal: number;
  readonly pageRows: number;
  /** What the limit leaves to us: the bank's own, because others go first and idle places are ours. */
  readonly callsPerSecond: number;
}

export const scopesOf = (scope: ReconciliationScope): readonly Scope[] =>
  scope === 'all' ? SCOPES : [scope];

/**
 * The cheaper way. A sweep always walks the list, which alone shows what is missing here; a few
 * records are cheaper one by one, with the end of the list for what is new there.
 */
export function planScope(facts: CostFacts): ScopePlan {
  const { scope, mode, candidates, known, bankTotal, pageRows, callsPerSecond } = facts;
  const listCalls = Math.max(1, Math.ceil(bankTotal / pageRows));
  const getCalls = candidates + 1;
  const lists = mode === 'sweep' || (mode === 'incremental' && listCalls < getCalls);
  const calls = lists ? listCalls : getCalls;
  return {
    scope,
    strategy: lists ? 'lists' : 'gets',
    calls: { [scope === 'deals' ? 'deals' : 'payments']: calls },
    seconds: Math.ceil(calls / callsPerSecond),
    ...{ getCalls, listCalls, bankTotal, known },
  };
}

/** One list of everybody, and one request for the receipts of each person. */
export function planPeople(people: number, receiptsOf: number, perSecond: number): ScopePlan {
  const lists = Math.max(1, Math.ceil(people / 900));
  return {
    scope: 'self-employed',
    strategy: 'lists',
    calls: { 'self-employed.list': lists, 'self-employed.receipts': receiptsOf },
    seconds: Math.ceil((lists + receiptsOf) / perSecond),
    ...{ getCalls: receiptsOf, listCalls: lists, bankTotal: people, known: people },
  };
}

/** The pieces of work of a run, in their order; each can be continued at a cursor. */
type WorkName =
  | 'plan'
  /** One deal, or the payouts of one. */
  | 'one'
  /** The bank's list from its beginning, or only its end: what is new there. */
  | 'list'
  | 'tail'
  /** Our records; what the list did not show is asked for one by one. */
  | 'ours'
  /** Payments of the bank that stand in no payout: what could explain them, and what they are. */
  | 'search'
  | 'strays'
  /** Known drifts that the run did not meet. */
  | 'drifting'
  /** The owner of the registry is asked to read the bank's list. */
  | 'ask'
  | 'people'
  | 'receipts'
  /** Findings become drifts; drifts are repaired, proposed, paged; what is no longer seen is closed. */
  | 'merge'
  | 'repair'
  | 'close';

export type PhaseName = `${Scope}.${WorkName}`;

const END: readonly WorkName[] = ['merge', 'repair', 'close'];

function workOf(scope: Scope, mode: RunMode, strategy: Strategy): readonly WorkName[] {
  if (scope === 'self-employed') return ['plan', 'ask', 'people', 'receipts'];
  if (mode === 'deal') return ['plan', 'one'];
  if (mode === 'recheck') return ['plan', 'drifting'];
  const reading: readonly WorkName[] = ['plan', strategy === 'lists' ? 'list' : 'tail', 'ours'];
  const strays: readonly WorkName[] = scope === 'payouts' ? ['search', 'strays'] : [];
  return [...reading, ...strays, ...(mode === 'sweep' ? [] : (['drifting'] as const))];
}

export type Strategies = Readonly<Partial<Record<Scope, Strategy>>>;

/** All phases of one scope of a run. */
function phasesOf(scope: Scope, mode: RunMode, strategy: Strategy = 'lists'): PhaseName[] {
  return [...workOf(scope, mode, strategy), ...END].map((work): PhaseName => `${scope}.${work}`);
}

/** A deal's people are not its own: one deal is compared without them. */
export const scopesOfRun = ({ scope, mode }: RunKind): readonly Scope[] =>
  mode === 'deal' ? ['deals', 'payouts'] : scopesOf(scope);

export const scopeOfPhase = (phase: PhaseName): Scope => phase.split('.')[0] as Scope;

/** The phase behind `phase`, the first one for undefined; undefined behind the last. */
export function nextPhase(
  run: RunKind,
  strategies: Strategies,
  phase: PhaseName | undefined,
): PhaseName | undefined {
  const all = scopesOfRun(run).flatMap((scope) => phasesOf(scope, run.mode, strategies[scope]));
  return phase === undefined ? all[0] : all[all.indexOf(phase) + 1];
}

/** The first phase of the scope behind: where a run goes on that does not believe what it read. */
export function phaseBehindScope(run: RunKind, scope: Scope): PhaseName | undefined {
  const scopes = scopesOfRun(run);
  const next = scopes[scopes.indexOf(scope) + 1];
  return next && `${next}.plan`;
}
