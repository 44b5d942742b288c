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
  /** Empty: events are recorded and not sent. */
  webhookUrl: string;
  webhookSecret: string;
  webhookSignatureHeader: string;
  webhookTimeoutMs: number;
  /** Multiplies the bank's delays between attempts. */
  webhookRetryScale: number;
}
