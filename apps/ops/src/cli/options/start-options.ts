import { usageError } from '../exit-codes';
import { type CommandOption, invalid, share, wholeNumber } from '../command-option';

export interface ReasonFlags {
  readonly reason?: string;
}

export interface StartFlags extends ReasonFlags {
  readonly ticket?: string;
  readonly detach?: boolean;
}

export interface PaceFlags {
  readonly rate?: number;
  readonly canary?: number;
  readonly ramp?: boolean;
  readonly stopOnFailureShare?: number;
}

export const REASON: CommandOption = {
  flags: '--reason <text>',
  description: 'why, for the audit log; no personal data',
};

export const START_OPTIONS: readonly CommandOption[] = [
  REASON,
  { flags: '--ticket <id>', description: 'the incident that it belongs to' },
  { flags: '--detach', description: 'do not wait for its end' },
];

const FASTEST = 5000;

function rate(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0.1 && value <= FASTEST) return value;
  throw invalid(`It is a number from 0.1 to ${FASTEST}.`);
}

export const PACE_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--rate <n>',
    description: 'messages a second',
    parse: rate,
  },
  {
    flags: '--canary <n>',
    description: 'send so many first; go on only when they succeed',
    parse: wholeNumber(0, 10_000),
  },
  { flags: '--ramp', description: 'begin slowly and grow to the rate' },
  {
    flags: '--stop-on-failure-share <share>',
    description: 'stop when so many fail again: 0.05 or 5%',
    parse: share,
  },
];

/** Failures counted before their share says something; without it one failure of one is 100 %. */
const STOP_RULE_MINIMUM = 20;

/** The body of a start, as the API names its fields. */
export function startBody(flags: StartFlags & PaceFlags, hash: string | null) {
  const { ticket, rate, canary, ramp, stopOnFailureShare: failureShare } = flags;
  return {
    reason: reasonOf(flags),
    ...{ ticket, rate, canary, ramp },
    // The set that was shown, or nothing.
    hash: hash ?? undefined,
    stopRule:
      failureShare === undefined ? undefined : { failureShare, minimum: stopRuleMinimum(canary) },
  };
}

/** A canary smaller than that is judged by its own size; without one there is no size. */
const stopRuleMinimum = (canary = 0): number =>
  canary === 0 ? STOP_RULE_MINIMUM : Math.min(canary, STOP_RULE_MINIMUM);

/** As the API wants them. */
const SHORTEST_REASON = 3;
const LONGEST_REASON = 500;

/** What the audit log says where a person said nothing. */
const NO_REASON = '(no reason given)';

/** For what harms nobody: the audit log has it either way. @throws CliError (usage) for a bad one */
export const reasonIfAny = (flags: ReasonFlags): string =>
  flags.reason === undefined ? NO_REASON : reasonOf(flags);

/** @throws CliError (usage) without one */
export function reasonOf({ reason }: ReasonFlags): string {
  const text = reason?.trim() ?? '';
  if (text.length > LONGEST_REASON)
    throw usageError(`--reason has ${LONGEST_REASON} characters at most.`);
  if (text.length >= SHORTEST_REASON) return text;
  if (text !== '') throw usageError(`--reason has ${SHORTEST_REASON} characters at least.`);
  throw usageError('A reason is needed: --reason "what happened and why this is right".');
}
