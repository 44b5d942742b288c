/** How long a change with an unknown outcome is looked up and repeated; times in milliseconds. */
export interface OutcomePolicy {
  /** Before the first look-up, the second, ...; the last one again and again. */
  readonly lookUpDelaysMs: readonly number[];
  /**
   * Repeats carry the same idempotency key, and the bank does not say how long it remembers one: after
   * this time a repeat could be a second payment, so there is none.
   */
  readonly repeatWindowMs: number;
  /** After this time a person decides, without further look-ups. */
  readonly lookUpForMs: number;
}

/** The wait before the next look-up, after so many of them. */
export function lookUpDelayMs({ lookUpDelaysMs }: OutcomePolicy, lookUps: number): number {
  return lookUpDelaysMs[Math.min(lookUps, lookUpDelaysMs.length - 1)] ?? 0;
}

/** What to do with a change that the bank does not show. */
export type NextStep =
  /** Send it again with the same key. */
  | 'repeat'
  /** Too old to repeat: a person is told, and the look-ups go on. */
  | 'wait'
  /** Looked up for long enough: the message goes to the dead letters. */
  | 'give-up';

export function nextStep(policy: OutcomePolicy, unknownForMs: number): NextStep {
  if (unknownForMs < policy.repeatWindowMs) return 'repeat';
  return unknownForMs < policy.lookUpForMs ? 'wait' : 'give-up';
}
