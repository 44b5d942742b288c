/**
 * Pauses between the bank's attempts. It documents "at most 5 attempts, 30 seconds to 10 minutes
 * apart" and nothing finer; together they outlast a receiver that is away for 17 minutes.
 */
const PAUSES_MS = [30_000, 120_000, 300_000, 600_000];

/** The pause after the given failed attempt (1-based); nothing after the last one. */
export function pauseAfterAttempt(attempt: number, scale: number): number | undefined {
  const pauseMs = PAUSES_MS[attempt - 1];
  return pauseMs === undefined ? undefined : pauseMs * scale;
}
