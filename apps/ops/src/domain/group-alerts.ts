/** What of a group decides whether a person is told of it. */
export interface AlertState {
  readonly openCount: number;
  /** Open letters when the last alert was sent; 0 since the group was last empty. */
  readonly alertedOpen: number;
  readonly alertedAt: Date | undefined;
}

/** A group that grows slowly between two powers of ten is told of again, but not more often. */
export const DOUBLED_PAUSE_MS = 10 * 60_000;

const powerOfTen = (count: number): number => 10 ** (String(count).length - 1);

/**
 * Why an alert is due: the group appeared, its open letters reached a new power of ten, or they
 * doubled and the last alert is ten minutes old. Undefined when none is.
 */
export function alertOccasion(
  { openCount, alertedOpen, alertedAt }: AlertState,
  now: Date,
): string | undefined {
  if (openCount <= 0) return undefined;
  if (alertedOpen === 0) return 'appeared';
  const reached = powerOfTen(openCount);
  if (reached > powerOfTen(alertedOpen)) return `reached-${reached}`;
  const rested = now.getTime() - (alertedAt?.getTime() ?? 0) >= DOUBLED_PAUSE_MS;
  return openCount >= 2 * alertedOpen && rested ? 'doubled' : undefined;
}
