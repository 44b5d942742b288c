import { type JobOptions, type Progress, underWay } from './job';

export type JobPhase = 'canary' | 'ramp' | 'full';

/** What a job does next. */
export type Move =
  /** Send up to `allowance` more, at most `rate` a second. */
  | {
      readonly action: 'send';
      readonly phase: JobPhase;
      readonly rate: number;
      readonly allowance: number;
    }
  /** Wait for outcomes. */
  | { readonly action: 'wait'; readonly phase: JobPhase; readonly rate: number }
  | { readonly action: 'stop'; readonly phase: JobPhase; readonly reason: string }
  | { readonly action: 'finish' };

/** The rate doubles so often on its way to the full one: it begins with a sixteenth. */
export const RAMP_STEPS = 4;
/** A step of the ramp without a canary before it. */
const RAMP_BASE = 10;
/** The next step begins when so much of what was sent is decided: one slow message holds up nobody. */
const RAMP_DECIDED_SHARE = 0.9;

interface Step {
  readonly phase: JobPhase;
  readonly rate: number;
  /** Messages sent altogether when the step is over. */
  readonly until: number;
  /** Messages that must be decided before the next step begins. */
  readonly decided: number;
}

/**
 * The state machine of a replay: a canary whose outcome is awaited whole, a ramp of doubling rate, then
 * the full rate; and at every moment the stop rule. A pure function of the counts, so that a job goes
 * on after any crash where it was.
 * @param counts what was sent since the job was started, or resumed after a stop
 * @param inFlight how many may be under way at once
 */
export function nextMove(options: JobOptions, counts: Progress, inFlight: number): Move {
  const { phase, rate, until } = stepOf(options, counts);
  const reason = stopReason(options, counts);
  if (reason !== undefined) return { action: 'stop', phase, reason };
  if (counts.pending === 0 && underWay(counts) === 0) return { action: 'finish' };
  const allowance = Math.min(until - sentOf(counts), inFlight - underWay(counts), counts.pending);
  return allowance > 0
    ? { action: 'send', phase, rate, allowance }
    : { action: 'wait', phase, rate };
}

/** Published, whatever became of it. */
const sentOf = (counts: Progress): number => underWay(counts) + decidedOf(counts);

/** Published and decided. What was never sent says nothing about the fix. */
const decidedOf = ({ succeeded, failed_again: failed, undecided }: Progress): number =>
  succeeded + failed + undecided;

function stepOf(options: JobOptions, counts: Progress): Step {
  const [decided, sent] = [decidedOf(counts), sentOf(counts)];
  const steps = stepsOf(options);
  const last = steps.at(-1);
  return (
    steps.find((step) => decided < step.decided || sent < step.until) ??
    last ?? { phase: 'full', rate: options.rate, until: Infinity, decided: Infinity }
  );
}

function stepsOf({ rate, canary, ramp }: JobOptions): Step[] {
  const full: Step = { phase: 'full', rate, until: Infinity, decided: Infinity };
  const first: Step[] =
    canary > 0 ? [{ phase: 'canary', rate, until: canary, decided: canary }] : [];
  return [...first, ...(ramp ? rampOf(rate, canary) : []), full];
}

/** Each step is twice as long as the one before, and twice as fast. */
function rampOf(rate: number, canary: number): Step[] {
  const base = canary > 0 ? canary : RAMP_BASE;
  let until = canary;
  return Array.from({ length: RAMP_STEPS }, (_, index): Step => {
    until += base * 2 ** (index + 1);
    const slowed = Math.max(1, rate / 2 ** (RAMP_STEPS - index));
    const decided = Math.floor(until * RAMP_DECIDED_SHARE);
    return { phase: 'ramp', rate: Math.min(rate, slowed), until, decided };
  });
}

/**
 * Why the job must stop. A message whose outcome stays open counts as one that failed: it is no
 * success. A canary is judged when all of it is decided, whatever `minimum` says.
 */
function stopReason(options: JobOptions, counts: Progress): string | undefined {
  const { failureShare, minimum } = options.stopRule;
  const judged = decidedOf(counts);
  const bad = counts.failed_again + counts.undecided;
  if (judged === 0 || bad <= failureShare * judged) return undefined;
  const figures = `${counts.failed_again} of ${judged} failed again, ${counts.undecided} stayed open`;
  if (isCanaryDecided(options, counts)) return `The canary failed: ${figures}`;
  return judged >= minimum ? `The stop rule: ${figures}` : undefined;
}

function isCanaryDecided({ canary }: JobOptions, counts: Progress): boolean {
  if (canary === 0 || sentOf(counts) > canary || underWay(counts) > 0) return false;
  return decidedOf(counts) >= canary || counts.pending === 0;
}
