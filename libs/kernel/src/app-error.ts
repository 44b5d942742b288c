/**
 * What to do with the message whose handling failed:
 * - `transient`: try again later;
 * - `permanent`: a dead letter now, no repeat can help;
 * - `benign`: nothing is wrong (a duplicate, already done), acknowledge;
 * - `unknown-outcome`: we do not know whether money moved, look it up before anything else;
 * - `invariant`: a bug of ours, a dead letter and an alert.
 */
export type Disposition = 'transient' | 'permanent' | 'benign' | 'unknown-outcome' | 'invariant';

/** Values that may be logged and put into headers: ids, codes, counts. Never names, INN or accounts. */
export type SafeDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface AppErrorOptions {
  /** Stable upper-case code, for example `ENTITY_NOT_FOUND`. */
  readonly code: string;
  /** A constant sentence; it reaches logs and dead letters, so it never contains a value. */
  readonly message: string;
  readonly disposition: Disposition;
  readonly cause?: unknown;
  readonly safeDetails?: SafeDetails;
  /** The least wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number;
  /** An outage of something shared: hold the message where it is instead of burning an attempt. */
  readonly holdsQueue?: boolean;
  /** Attempts this error is worth, when less than the queue's own limit. */
  readonly maxAttempts?: number;
  /** The message comes back later, and that does not count as an attempt. */
  readonly sparesAttempt?: boolean;
}

/** The one base of all errors we raise on purpose. */
export class AppError extends Error {
  readonly code: string;
  readonly disposition: Disposition;
  readonly safeDetails: SafeDetails;
  readonly retryAfterMs: number | undefined;
  readonly holdsQueue: boolean;
  readonly maxAttempts: number | undefined;
  readonly sparesAttempt: boolean;

  constructor(options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.disposition = options.disposition;
    this.safeDetails = options.safeDetails ?? {};
    this.retryAfterMs = options.retryAfterMs;
    this.holdsQueue = options.holdsQueue ?? false;
    this.maxAttempts = options.maxAttempts;
    this.sparesAttempt = options.sparesAttempt ?? false;
  }
}

type Shorthand = Partial<Omit<AppErrorOptions, 'code' | 'message' | 'disposition'>>;

/** A failure that a repeat may cure. */
export function transientError(code: string, message: string, more: Shorthand = {}): AppError {
  return new AppError({ code, message, disposition: 'transient', ...more });
}

/** A failure that no repeat can cure. */
export function permanentError(code: string, message: string, more: Shorthand = {}): AppError {
  return new AppError({ code, message, disposition: 'permanent', ...more });
}

/** A bug of ours: something that must never be true was. */
export function invariantError(code: string, message: string, more: Shorthand = {}): AppError {
  return new AppError({ code, message, disposition: 'invariant', ...more });
}

/**
 * Any thrown thing as an AppError. An error we did not raise keeps its class name only, because
 * its message may quote data; it is retried, since most such errors are of the environment.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return transientError('UNEXPECTED', 'An unexpected error', {
    cause: error,
    safeDetails: { errorName: name },
  });
}
