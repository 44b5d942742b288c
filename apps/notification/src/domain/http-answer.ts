import { type AttemptResult } from './delivery';

/** 4xx that say "later" rather than "never": request time-out, too early, too many requests. */
const LATER = new Set([408, 425, 429]);

/**
 * What an answer of the receiver means. A redirect is not followed, since the signed body is for the
 * configured address alone; it is tried again, because maintenance pages like to answer that way.
 */
export function readHttpAnswer(
  status: number,
  retryAfter: string | undefined,
  now: Date,
): AttemptResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const errorCode = `HTTP_${status}`;
  if (status >= 400 && status < 500 && !LATER.has(status)) return { kind: 'refused', errorCode };
  return { kind: 'unavailable', errorCode, retryAfterMs: retryAfterMs(retryAfter, now) };
}

/** `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3); anything else counts as absent. */
function retryAfterMs(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
