import { IsInt, IsUrl, Min } from 'class-validator';

const INTERNAL_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** Where the owners of what a payout must know answer. */
export class PayoutConfig {
  @IsUrl(INTERNAL_URL)
  DEAL_URL!: string;

  @IsUrl(INTERNAL_URL)
  SELF_EMPLOYED_URL!: string;

  /** Reads by key answer in milliseconds; beyond this the service is ill and the message waits. */
  @IsInt()
  @Min(100)
  INTERNAL_READ_TIMEOUT_MS = 3000;
}
