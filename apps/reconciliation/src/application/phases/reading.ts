import { type BankReader } from '../../adapters/bank.reader';
import { type SidesReader } from '../../adapters/sides.reader';
import { type WorkRepository } from '../../adapters/work.repository';
import { type ReconciliationConfig } from '../../reconciliation.config';
import { type ListSteps } from '../list-steps';
import { type PageWriter } from '../page-work';
import { type RunContext } from '../run-context';

/** What every phase that reads is made of. */
export interface Reading {
  readonly bank: BankReader;
  readonly sides: SidesReader;
  readonly work: WorkRepository;
  readonly lists: ListSteps;
  readonly writer: PageWriter;
  readonly config: ReconciliationConfig;
}

/** Where pages by key begin. */
export const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

/** Records of one page when each may cost a call to the bank: so much is done again after a crash. */
export const PAGE_OF_GETS = 100;

/** Since when a change counts as lately. */
export function changedSince({ run }: RunContext, config: ReconciliationConfig): Date {
  const start = run.startedAt ?? run.requestedAt;
  return new Date(start.getTime() - config.RECONCILIATION_CHANGED_WITHIN_MS);
}

/** Which of our records a run walks: all in a sweep, else what can have changed. */
export function ownPage(context: RunContext, config: ReconciliationConfig, after?: string) {
  const { run, scope } = context;
  const isSweep = run.mode === 'sweep';
  const getsEach = run.plan?.[scope]?.strategy === 'gets';
  const limit = config.RECONCILIATION_OWN_PAGE_ROWS;
  return {
    after,
    limit: getsEach ? Math.min(PAGE_OF_GETS, limit) : limit,
    scope: isSweep ? ('all' as const) : ('open' as const),
    changedSince: isSweep ? undefined : changedSince(context, config).toISOString(),
  };
}
