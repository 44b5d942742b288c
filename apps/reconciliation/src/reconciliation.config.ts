import { IsInt, IsNumber, IsString, IsUrl, Max, Min, ValidateBy } from 'class-validator';
import { parsePolicy } from './domain/policy';

const INTERNAL_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

const isPolicy = {
  name: 'isPolicy',
  validator: {
    validate: (value: unknown) => typeof value === 'string' && parsePolicy(value) !== undefined,
    defaultMessage: () => '$property must be class=action or class=action:graceMs, by commas',
  },
};

/** When and how both sides are compared, and what is done about what is found. */
export class ReconciliationConfig {
  @IsUrl(INTERNAL_URL)
  DEAL_URL!: string;

  @IsUrl(INTERNAL_URL)
  PAYOUT_URL!: string;

  @IsUrl(INTERNAL_URL)
  SELF_EMPLOYED_URL!: string;

  /** A page of a thousand records takes longer than a read by key. */
  @IsInt()
  @Min(100)
  RECONCILIATION_READ_TIMEOUT_MS = 30_000;

  /** Between two scheduled runs over what can have changed; 0: none. */
  @IsInt()
  @Min(0)
  RECONCILIATION_DEALS_INTERVAL_MS = 300_000;

  @IsInt()
  @Min(0)
  RECONCILIATION_PAYOUTS_INTERVAL_MS = 300_000;

  /**
   * The bank's list of people may be asked for once in ten minutes, by all services together: every
   * second time is left to those who wait for an approval.
   */
  @IsInt()
  @Min(0)
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS = 1_200_000;

  /** The hour (UTC) of the nightly sweep over everything; -1: none. 22 UTC is 1 in the morning in Moscow. */
  @IsInt()
  @Min(-1)
  @Max(23)
  RECONCILIATION_SWEEP_HOUR_UTC = 22;

  /** Between two looks for a run that is due. */
  @IsInt()
  @Min(10)
  RECONCILIATION_POLL_MS = 1000;

  /** How long the holder of the run may be silent before another copy takes over. */
  @IsInt()
  @Min(200)
  RECONCILIATION_LEASE_MS = 15_000;

  /** A difference must last so long before it is drift: messages are in flight meanwhile. */
  @IsInt()
  @Min(0)
  RECONCILIATION_GRACE_MS = 120_000;

  /** A record that waits for the bank's word for so long is looked at on its own; 0: never. */
  @IsInt()
  @Min(0)
  RECONCILIATION_STALE_AFTER_MS = 120_000;

  /** Final records are compared for so long after their last change; later by the sweep only. */
  @IsInt()
  @Min(0)
  RECONCILIATION_CHANGED_WITHIN_MS = 3_600_000;

  /** Rows of a page of the bank's lists; 50 is its documented default, and it names no greatest. */
  @IsInt()
  @Min(1)
  @Max(1000)
  RECONCILIATION_BANK_PAGE_ROWS = 50;

  /** Records of one read of ours. */
  @IsInt()
  @Min(1)
  @Max(1000)
  RECONCILIATION_OWN_PAGE_ROWS = 1000;

  /** What is done about a class, where it is not the default: `we-ahead=propose,amount=page:60000`. */
  @IsString()
  @ValidateBy(isPolicy)
  RECONCILIATION_POLICY = '';

  /** More repairs than this in one run, and all of them are proposed instead. */
  @IsInt()
  @Min(0)
  RECONCILIATION_REPAIR_BUDGET = 100;

  /** The same for a larger share of what was compared, once there are more than the floor. */
  @IsNumber()
  @Min(0)
  @Max(1)
  RECONCILIATION_REPAIR_SHARE = 0.2;

  @IsInt()
  @Min(0)
  RECONCILIATION_REPAIR_FLOOR = 20;

  /** A fact published so often without effect is a matter for a person. */
  @IsInt()
  @Min(1)
  RECONCILIATION_REPAIR_ATTEMPTS = 3;

  /** So many newly cancelled or failed, and so large a share of what was compared, are not believed. */
  @IsInt()
  @Min(1)
  RECONCILIATION_IMPLAUSIBLE_COUNT = 5;

  @IsNumber()
  @Min(0)
  @Max(1)
  RECONCILIATION_IMPLAUSIBLE_SHARE = 0.3;

  /** People whose receipts are read in one run that is no sweep; the bank allows one request a second. */
  @IsInt()
  @Min(1)
  RECONCILIATION_RECEIPTS_PER_RUN = 300;

  /** Drifts that a run looks at again one by one because it would not meet them otherwise. */
  @IsInt()
  @Min(1)
  RECONCILIATION_RECHECK_LIMIT = 1000;

  /** Days that finished runs and closed drifts are kept. */
  @IsInt()
  @Min(1)
  @Max(3650)
  RECONCILIATION_RETENTION_DAYS = 400;
}
