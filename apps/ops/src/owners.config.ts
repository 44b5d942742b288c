import { IsInt, IsOptional, IsUrl, Max, Min } from 'class-validator';

const INTERNAL_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** Where the owners of records answer on call. */
export class OwnersConfig {
  @IsUrl(INTERNAL_URL)
  INGRESS_URL!: string;

  @IsUrl(INTERNAL_URL)
  DEAL_URL!: string;

  @IsUrl(INTERNAL_URL)
  PAYOUT_URL!: string;

  @IsUrl(INTERNAL_URL)
  SELF_EMPLOYED_URL!: string;

  @IsUrl(INTERNAL_URL)
  NOTIFICATION_URL!: string;

  /** Absent where reconciliation does not run. */
  @IsOptional()
  @IsUrl(INTERNAL_URL)
  RECONCILIATION_URL?: string;

  /**
   * Milliseconds for one question to an owner. Reads by key take some ten; whoever does not answer in
   * this time is named on the page, which shows the rest.
   */
  @IsInt()
  @Min(100)
  @Max(30_000)
  OPS_OWNER_TIMEOUT_MS = 3000;
}
