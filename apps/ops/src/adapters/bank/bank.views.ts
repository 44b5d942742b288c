/** The breaker that all processes share. */
export class BreakerView {
  readonly state!: 'closed' | 'open' | 'half-open';
  readonly since!: Date;
  /** Until the next probe is allowed, in milliseconds. */
  readonly openForMs!: number;
  readonly openedBy!: string | null;
  readonly openedAt!: Date | null;
  readonly lastSuccessAt!: Date | null;
  readonly lastFailureAt!: Date | null;
  readonly lastFailureCode!: string | null;
}

/** The shared budget of one group of the bank's methods; spans in milliseconds. */
export class LimitView {
  readonly group!: string;
  readonly limit!: number;
  readonly windowMs!: number;
  readonly freeLanes!: number;
  readonly aheadMs!: number;
  readonly blockedForMs!: number;
  readonly extraGuardMs!: number;
  readonly lastLimitedAt!: Date | null;
}

/** The client certificate that a service uses. */
export class CertificateView {
  readonly service!: string;
  readonly notAfter!: Date;
  /** Whole days; negative when it has ended. */
  readonly daysLeft!: number;
  /** SHA-256 in lower-case hex. */
  readonly fingerprint!: string | null;
}

export class UnknownOutcomesView {
  /** Changes of which nobody knows whether the bank made them. */
  readonly count!: number;
  readonly oldestSince!: Date | null;
}

export class OpenCallView {
  readonly operation!: string;
  /** Our id of what is changed. */
  readonly businessId!: string;
  readonly unknownSince!: Date;
  readonly lookUps!: number;
}

export class BankStatusView {
  /** Null before the first call. */
  readonly breaker!: BreakerView | null;
  readonly limits!: readonly LimitView[];
  readonly certificates!: readonly CertificateView[];
  readonly lastSuccessAt!: Date | null;
  readonly lastFailureAt!: Date | null;
  readonly unknownOutcomes!: UnknownOutcomesView;
  /** Oldest first, at most 50. */
  readonly openCalls!: readonly OpenCallView[];
}
