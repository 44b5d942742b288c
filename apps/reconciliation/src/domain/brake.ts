export interface RepairBudget {
  /** Repairs of one run. */
  readonly count: number;
  /** The largest part of what was compared that may need a repair. */
  readonly share: number;
  /** So few repairs are never too large a part: three deals of four may have missed a webhook. */
  readonly floor: number;
}

/**
 * Whether a run that wants so many repairs is not to be believed: then it repairs nothing, and all of
 * them are proposed to a person.
 */
export function brakes(repairs: number, compared: number, budget: RepairBudget): boolean {
  if (repairs > budget.count) return true;
  return repairs > budget.floor && repairs > budget.share * Math.max(compared, repairs);
}

export interface Plausibility {
  readonly count: number;
  readonly share: number;
}

/**
 * Whether so many deals that were alive cannot all have been cancelled (or payouts failed) since the
 * last look: an answer that says so is lying, or something happened that a person must see first.
 */
export function isImplausible(ended: number, compared: number, limit: Plausibility): boolean {
  return ended >= limit.count && ended > limit.share * compared;
}

/** What a run saw of changes that only a webhook tells us. */
export interface WebhookCounts {
  readonly told: number;
  readonly missed: number;
}

/** A single lost webhook is a missed one; so many with hardly any that came is an outage of webhooks. */
const LEAST_MISSED = 5;
const TOLERATED_SHARE = 0.5;

export function webhooksStopped({ told, missed }: WebhookCounts): boolean {
  return missed >= LEAST_MISSED && missed > TOLERATED_SHARE * (told + missed);
}
