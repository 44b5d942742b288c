import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
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

  /** The bank's slowest documented answers fit; longer means the answer is lost. */
  @IsInt()
  @Min(100)
  TBANK_TIMEOUT_MS = 30_000;

  /** First wait of a repeat inside a call, doubled up to 30 s. */
  @IsInt()
  @Min(1)
  TBANK_RETRY_BASE_MS = 2000;

  /** Consecutive failures that open the circuit breaker. */
  @IsInt()
  @Min(1)
  TBANK_BREAKER_FAILURES = 5;

  /** How long the breaker stays open before one probe. */
  @IsInt()
  @Min(100)
  TBANK_BREAKER_OPEN_MS = 30_000;

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
