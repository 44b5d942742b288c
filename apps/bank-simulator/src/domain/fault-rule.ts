import { type ListLie } from './lying-list';
import { type AnswerSpoiling } from './spoiled-answer';

/** On which side of the effect a connection breaks. */
export const FAULT_MOMENTS = ['before-effect', 'after-effect'] as const;
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/** What goes wrong with requests of one path. */
export interface FaultRule extends AnswerSpoiling {
  method?: string | undefined;
  /** A prefix of the path (with or without the base path), or a whole path with `*` in it. */
  path: string;
  /** Answered without an effect. */
  status?: number | undefined;
  errorCode?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** `Retry-After` as an HTTP date instead of seconds. */
  retryAfterAsDate?: boolean | undefined;
  /** Refused without an effect (422 unless `status` is given), quoting the values of the request. */
  echoIntoError?: boolean | undefined;
  /** Waited before the effect. */
  latencyMs?: number | undefined;
  /** Waited between the effect and the answer: the money moved, the client is still waiting. */
  answerDelayMs?: number | undefined;
  dropAnswerAfterEffect?: boolean | undefined;
  closeBeforeEffect?: boolean | undefined;
  /** Nothing is ever answered and the connection stays open until the client gives up. */
  halfOpen?: FaultMoment | undefined;
  /** TCP RST instead of an orderly end. */
  resetConnection?: FaultMoment | undefined;
  /** The headers and half of the body, then the end of the connection. */
  partialAnswer?: boolean | undefined;
  /** Answered after the effect with bytes that are no JSON. */
  malformedAnswer?: boolean | undefined;
  /** A list answers in the right form with the wrong rows. */
  lyingList?: ListLie | undefined;
  /** How many matching requests pass before the rule strikes: a list breaks in its middle. */
  skip?: number | undefined;
  /** 0..1, how often the rule strikes; default always. */
  rate?: number | undefined;
  /** How many strikes are left; default no end. */
  times?: number | undefined;
}

/** How a connection ends without a whole answer. */
export type Breakage = 'close' | 'reset' | 'half-open' | 'partial';

/** What happens to the connection before the handler runs, if anything. */
export function breakageBeforeEffect(rule: FaultRule): Breakage | undefined {
  if (rule.closeBeforeEffect) return 'close';
  if (rule.resetConnection === 'before-effect') return 'reset';
  return rule.halfOpen === 'before-effect' ? 'half-open' : undefined;
}

/** What happens to the connection in place of the answer, if anything. */
export function breakageAfterEffect(rule: FaultRule): Breakage | undefined {
  if (rule.dropAnswerAfterEffect) return 'close';
  if (rule.resetConnection === 'after-effect') return 'reset';
  if (rule.halfOpen === 'after-effect') return 'half-open';
  return rule.partialAnswer ? 'partial' : undefined;
}
