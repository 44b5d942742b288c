import { type DriftAction, type DriftClass } from './drift-classes';
import { type DriftLife, type DriftStatus, sight } from './drift-life';
import { digestOf, type Finding } from './finding';
import { type ClassPolicy } from './policy';

/** A row of a drift as far as a sighting changes it. */
export interface MergedLife {
  readonly status: DriftStatus;
  readonly action: DriftAction;
  readonly digest: string;
  readonly firstSeenAt: Date;
  readonly openedAt: Date | null;
  readonly repairAttempts: number;
  readonly timesOpened: number;
}

export interface MergeOutcome {
  readonly life: MergedLife;
  /** Called drift by this sighting. */
  readonly opened: boolean;
  /** Called drift, or to be repaired once more: its history gets a row. */
  readonly moved: boolean;
}

export interface Merge {
  readonly before:
    (DriftLife & Pick<MergedLife, 'openedAt' | 'timesOpened' | 'action'>) | undefined;
  readonly finding: Finding;
  readonly seenAt: Date;
  readonly policy: ClassPolicy;
  readonly maxAttempts: number;
}

/** What a sighting makes of a drift's row. */
export function merge({ before, finding, seenAt, policy, maxAttempts }: Merge): MergeOutcome {
  const digest = digestOf(finding);
  const sighted = sight(before, { digest, now: seenAt, policy, maxAttempts });
  const action = actionFor(finding, policy.action);
  const life: MergedLife = {
    status: before?.status ?? 'candidate',
    action: before?.action ?? action,
    // A decision holds for what was seen when it was made.
    digest: sighted.to === 'same' ? (before?.digest ?? digest) : digest,
    firstSeenAt: before?.firstSeenAt ?? seenAt,
    openedAt: before?.openedAt ?? null,
    repairAttempts: before?.repairAttempts ?? 0,
    timesOpened: before?.timesOpened ?? 0,
  };
  switch (sighted.to) {
    case 'same':
      return { life, opened: false, moved: false };
    case 'candidate':
      return { life: candidate(life, sighted.anew, seenAt, action), opened: false, moved: false };
    case 'open':
      return { life: opened(life, seenAt, action), opened: true, moved: true };
    case 'open-again':
      return { life: { ...life, status: 'open', action }, opened: false, moved: true };
    case 'stuck':
      return { life: { ...life, status: 'open', action: 'page' }, opened: true, moved: true };
  }
}

function candidate(life: MergedLife, anew: boolean, seenAt: Date, action: DriftAction): MergedLife {
  const firstSeenAt = anew ? seenAt : life.firstSeenAt;
  return { ...life, status: 'candidate', action, firstSeenAt };
}

function opened(life: MergedLife, seenAt: Date, action: DriftAction): MergedLife {
  const timesOpened = life.timesOpened + 1;
  return { ...life, status: 'open', action, openedAt: seenAt, repairAttempts: 0, timesOpened };
}

/** Classes whose repair says of the bank something that contradicts us: never without a person. */
const AT_MOST_PROPOSED: readonly DriftClass[] = [
  'we-ahead',
  'impossible-transition',
  'payout-unknown',
  'amount',
  'recipient-set',
  'duplicate-payment',
];

/** Without facts to publish there is nothing to repair or propose, and a person must look. */
export function actionFor({ class: name, repair }: Finding, configured: DriftAction): DriftAction {
  if (configured === 'page' || configured === 'record') return configured;
  if (!repair) return 'page';
  return AT_MOST_PROPOSED.includes(name) ? 'propose' : configured;
}
