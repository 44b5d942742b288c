/** How a 429 tells when to come back: seconds, an HTTP date, or not at all. */
export const RETRY_AFTER_FORMATS = ['seconds', 'date', 'none'] as const;
export type RetryAfterFormat = (typeof RETRY_AFTER_FORMATS)[number];

/** The value of the header, rounded up, so that whoever waits that long is not too early. */
export function retryAfterHeader(
  waitMs: number,
  format: RetryAfterFormat,
  now: Date,
): string | undefined {
  switch (format) {
    case 'seconds':
      return String(Math.ceil(waitMs / 1000));
    case 'date':
      return new Date(Math.ceil((now.getTime() + waitMs) / 1000) * 1000).toUTCString();
    case 'none':
      return undefined;
  }
}
