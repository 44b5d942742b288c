import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

/** The bank's API. */
export class TBankConfig {
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  TBANK_API_URL!: string;

  @IsString()
  @MinLength(8)
  TBANK_API_TOKEN!: string;

  /** The file that TBANK_API_TOKEN is read from, when it is: looked at again while the service runs. */
  @IsOptional()
  @IsString()
  TBANK_API_TOKEN_FILE?: string;

  /** Client certificate and key (PEM files) for the bank's secured host. */
  @IsOptional()
  @IsString()
  TBANK_CERT_PATH?: string;

  @IsOptional()
  @IsString()
  TBANK_KEY_PATH?: string;

  /** A root that is not in Node's store. */
  @IsOptional()
  @IsString()
  TBANK_CA_PATH?: string;

  /** Between two looks at the files of token and certificate: Kubernetes itself takes a minute. */
  @IsInt()
  @Min(10)
  TBANK_CREDENTIALS_POLL_MS = 10_000;

  /** The bank's slowest documented answers fit; longer means the answer is lost. */
  @IsInt()
  @Min(100)
  TBANK_TIMEOUT_MS = 30_000;

  /** First wait of a repeat inside a call, doubled up to 30 s. */
  @IsInt()
  @Min(1)
  TBANK_RETRY_BASE_MS = 2000;

  /** All attempts of one call with their waits: two slow answers fit, three would hold a message too long. */
  @IsInt()
  @Min(1000)
  TBANK_CALL_DEADLINE_MS = 75_000;

  /**
   * Waits before the look-ups of a change whose answer was lost, the last one again and again: seconds
   * for a hiccup, then minutes for an outage, then hourly.
   */
  @Matches(/^\d+(,\d+)*$/)
  TBANK_LOOK_UP_DELAYS_MS = '2000,10000,30000,120000,600000,3600000';

  /**
   * How long such a change is repeated with the same key. The bank does not say how long it remembers a
   * key; an hour is far below any life of keys we know of.
   */
  @IsInt()
  @Min(0)
  TBANK_REPEAT_WINDOW_MS = 3_600_000;

  /** How long it is looked up before the message goes to the dead letters: a weekend and a day. */
  @IsInt()
  @Min(0)
  TBANK_LOOK_UP_FOR_MS = 259_200_000;

  /** Consecutive failures that open the circuit breaker. */
  @IsInt()
  @Min(1)
  TBANK_BREAKER_FAILURES = 5;

  /** How long the breaker stays open before one probe. */
  @IsInt()
  @Min(100)
  TBANK_BREAKER_OPEN_MS = 30_000;

  /** Between two looks at the breaker of all processes: an opened one is known within a second. */
  @IsInt()
  @Min(20)
  @Max(900)
  TBANK_BREAKER_POLL_MS = 500;

  /** What the bank allows to each of deals, steps and payments. */
  @IsInt()
  @Min(1)
  TBANK_LIMIT_PER_SECOND = 10;

  /** The same for adding self-employed people, and for their receipts. */
  @IsInt()
  @Min(1)
  TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND = 1;

  /** The bank asks for the list of self-employed people at most once in ten minutes. */
  @IsInt()
  @Min(1)
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS = 600_000;

  /**
   * How much later than its permit began a request may arrive at the bank; two fifths of it are for our
   * own lateness. More costs throughput when the bank is slow, less costs exactness.
   */
  @IsInt()
  @Min(20)
  TBANK_LIMIT_JITTER_MS = 250;

  /** A call that would wait longer for its place comes back later instead of holding its message. */
  @IsInt()
  @Min(100)
  @Max(20_000)
  TBANK_LIMIT_MAX_WAIT_MS = 10_000;

  /** The specification's paths of the three methods that the bank documents otherwise. */
  @Matches(/^\//)
  TBANK_SELF_EMPLOYED_RECIPIENTS_PATH = '/api/v1/self-employed/recipients';

  @Matches(/^\//)
  TBANK_SELF_EMPLOYED_LIST_PATH = '/api/v1/self-employed/recipients/list';

  @Matches(/^\//)
  TBANK_SELF_EMPLOYED_RECEIPTS_PATH = '/api/v1/self-employed/receipts';

  /** Send our deal's bank id with a payment; the public documentation of payments has no such field. */
  @IsBoolean()
  TBANK_PAYMENT_SENDS_DEAL_ID = false;
}
