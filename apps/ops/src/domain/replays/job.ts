export const JOB_KINDS = ['replay', 'discard', 'restore'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = [
  'planning',
  'planned',
  'running',
  'paused',
  'stopped',
  'cancelled',
  'finished',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** `stopped` is the job's own decision, by its stop rule; `paused` and `cancelled` are a person's. */
const TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  planning: ['planned', 'cancelled'],
  planned: ['running', 'cancelled'],
  running: ['paused', 'stopped', 'cancelled', 'finished'],
  paused: ['running', 'cancelled'],
  stopped: ['running', 'cancelled'],
  cancelled: [],
  finished: [],
};

export const jobMayBecome = (from: JobState, to: JobState): boolean =>
  TRANSITIONS[from].includes(to);

/**
 * What became of one message of a job. `sending` is written before the message is published and
 * `sent` after the broker's confirm; the last six are decided.
 */
export const ITEM_RESULTS = [
  'pending',
  'sending',
  'sent',
  'succeeded',
  'failed_again',
  'already_done',
  'refused',
  'skipped',
  'undecided',
] as const;
export type ItemResult = (typeof ITEM_RESULTS)[number];

/** What the plan says of one message. */
export const ITEM_VERDICTS = [
  'replay',
  'already-done',
  'outcome-unknown',
  'not-open',
  'unreadable',
  'owner-silent',
  'not-replayable',
] as const;
export type ItemVerdict = (typeof ITEM_VERDICTS)[number];

/** How many messages of a job have each result. */
export type Progress = Readonly<Record<ItemResult, number>>;

export const NO_PROGRESS: Progress = {
  pending: 0,
  sending: 0,
  sent: 0,
  succeeded: 0,
  failed_again: 0,
  already_done: 0,
  refused: 0,
  skipped: 0,
  undecided: 0,
};

/** Published, and nobody knows yet what became of it. */
export const underWay = ({ sending, sent }: Progress): number => sending + sent;

export const decided = (progress: Progress): number =>
  totalOf(progress) - progress.pending - underWay(progress);

export const totalOf = (progress: Progress): number =>
  Object.values(progress).reduce((sum, count) => sum + count, 0);

/** When a job stops by itself. */
export interface StopRule {
  /** Share, 0 to 1, of the decided messages that failed again; more stops the job. */
  readonly failureShare: number;
  /** Decided messages before the share means anything. The canary is judged whatever its size. */
  readonly minimum: number;
}

export interface JobOptions {
  /** Messages a second at most. */
  readonly rate: number;
  /** So many are sent first, and their outcome is awaited; 0: none. */
  readonly canary: number;
  /** Whether the rate grows step by step after the canary. */
  readonly ramp: boolean;
  readonly stopRule: StopRule;
}

/**
 * What a job does unless told otherwise. 50 a second is what one copy of a service handles beside its
 * live traffic; a canary of 10 finds a fix that does not work; a tenth that fails again is more than
 * the odd message that has a trouble of its own.
 */
export const DEFAULT_OPTIONS: JobOptions = {
  rate: 50,
  canary: 10,
  ramp: true,
  stopRule: { failureShare: 0.1, minimum: 20 },
};
