import { type ClassPolicy } from './policy';

export const DRIFT_STATUSES = [
  'candidate',
  'open',
  'proposed',
  'repaired',
  'approved',
  'rejected',
  'acknowledged',
  'resolved',
] as const;
/**
 * - `candidate`: seen, and may still be a message in flight: not called drift yet;
 * - `open`: outlasted its grace time;
 * - `proposed`: a repair waits for a person;
 * - `repaired`: the facts were published and have not taken effect yet;
 * - `approved`: a person said so, and the run that sees it next makes its facts;
 * - `rejected`, `acknowledged`: a person decided, while it is seen as it was then;
 * - `resolved`: no longer seen.
 */
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

/** What waits for somebody or something: the drifts that a green day has none of. */
export const OPEN_STATUSES = ['open', 'proposed', 'repaired', 'approved'] as const;

/** All that a run must look at again. */
export const LIVE_STATUSES = [
  'candidate',
  ...OPEN_STATUSES,
  'rejected',
  'acknowledged',
] as const satisfies readonly DriftStatus[];

export interface DriftLife {
  readonly status: DriftStatus;
  readonly digest: string;
  readonly firstSeenAt: Date;
  readonly repairedAt: Date | null;
  readonly repairAttempts: number;
}

export interface Sighting {
  readonly digest: string;
  readonly now: Date;
  readonly policy: ClassPolicy;
  /** Facts published so often without effect are a matter for a person. */
  readonly maxAttempts: number;
}

/** What a sighting makes of a drift. */
export type Sighted =
  /** Not called drift yet; `anew` when its time begins now. */
  | { readonly to: 'candidate'; readonly anew: boolean }
  /** Called drift now, for the first time or again. */
  | { readonly to: 'open' }
  /** Published facts had no effect: once more. */
  | { readonly to: 'open-again' }
  /** They never had: a person must look. */
  | { readonly to: 'stuck' }
  /** Nothing new. */
  | { readonly to: 'same' };

const FRESH: Sighted = { to: 'candidate', anew: true };

/** The life of a drift that a run has seen; `life` is undefined for one never seen before. */
export function sight(life: DriftLife | undefined, sighting: Sighting): Sighted {
  const { policy, now } = sighting;
  // What is only counted is counted once, however often it is seen.
  if (life && policy.action === 'record' && life.status !== 'candidate') return { to: 'same' };
  if (!life || life.status === 'resolved') return policy.graceMs === 0 ? { to: 'open' } : FRESH;
  const changed = life.digest !== sighting.digest;
  switch (life.status) {
    case 'candidate':
      return isOver(life.firstSeenAt, policy.graceMs, now)
        ? { to: 'open' }
        : { to: 'candidate', anew: false };
    case 'open':
    case 'proposed':
    case 'approved':
      return { to: 'same' };
    case 'rejected':
    case 'acknowledged':
      return changed ? { to: 'open' } : { to: 'same' };
    case 'repaired':
      return repairedButSeen(life, sighting);
  }
}

/** The published facts need their time too: the class's grace, and never less than a trip by the broker. */
const LEAST_EFFECT_MS = 1000;

function repairedButSeen(life: DriftLife, { policy, now, maxAttempts }: Sighting): Sighted {
  const wait = Math.max(policy.graceMs, LEAST_EFFECT_MS);
  if (life.repairedAt && !isOver(life.repairedAt, wait, now)) return { to: 'same' };
  return life.repairAttempts < maxAttempts ? { to: 'open-again' } : { to: 'stuck' };
}

const isOver = (since: Date, waitMs: number, now: Date): boolean =>
  now.getTime() - since.getTime() >= waitMs;

export const RESOLUTIONS = ['approve', 'reject', 'acknowledge'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/**
 * Where a person's word leads; undefined when it cannot be given here. Approved and rejected are
 * proposals; what has no repair is acknowledged.
 */
export function resolutionOf(status: DriftStatus, resolution: Resolution): DriftStatus | undefined {
  switch (resolution) {
    case 'approve':
      return status === 'proposed' ? 'approved' : undefined;
    case 'reject':
      return status === 'proposed' ? 'rejected' : undefined;
    case 'acknowledge':
      return status === 'open' || status === 'proposed' || status === 'repaired'
        ? 'acknowledged'
        : undefined;
  }
}
