import { type LetterStatus } from '../letter-status';
import { type JobKind } from './job';

/** A filter as it is stored with its job: times as text. */
export type StoredFilter = Readonly<Record<string, string>>;

/** Which letters a job is about, as a person said it. The ids themselves are frozen in its items. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly filter?: StoredFilter;
  /** The oldest failures first. */
  readonly limit?: number;
  readonly exclude?: readonly string[];
}

/** What a job can act on, where the filter names no status. */
export const statusToAct = (kind: JobKind): LetterStatus =>
  kind === 'restore' ? 'discarded' : 'open';
