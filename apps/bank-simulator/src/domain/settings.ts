import { type RateLimits } from './method-groups';
import { type RetryAfterFormat } from './retry-after';

/** What may change while the simulator runs. */
export interface SimulatorSettings {
  /** A payment is settled as completed by itself, `settleDelayMs` after it was made. */
  autoSettle: boolean;
  settleDelayMs: number;
  rateLimitEnabled: boolean;
  /** Of each nominal-accounts method group; self-employed groups have 1 a second. */
  rateLimitPerSecond: number;
  /** Least time between two lists of self-employed people; 0 leaves only the 1 a second. */
  selfEmployedListIntervalMs: number;
  /** Groups with a limit of their own; the others follow the two settings above. */
  rateLimits: RateLimits;
  /** How the limiter's own 429 tells when to come back. */
  retryAfter: RetryAfterFormat;
  /** A longer page of deals, steps or payments is cut to this; the bank documents no maximum. */
  maxPageLimit: number;
  /** A new self-employed person goes through PROCESSING to ACTIVE in this time; 0: by hand only. */
  autoActivateMs: number;
  /** Whether a completed payout to a self-employed person brings a receipt, and how much later. */
  receiptsEnabled: boolean;
  receiptDelayMs: number;
  /** Empty: events are recorded and not sent. */
  webhookUrl: string;
  webhookSecret: string;
  webhookSignatureHeader: string;
  webhookTimeoutMs: number;
  /** Multiplies the bank's delays between attempts. */
  webhookRetryScale: number;
}
