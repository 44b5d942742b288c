import { IsBoolean, IsInt, IsUrl, Min } from 'class-validator';

const INTERNAL_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

export class SelfEmployedRiskConfig {
  /** Where the deal service tells the bank's id of a deal, whose receipts are to be fetched. */
  @IsUrl(INTERNAL_URL)
  DEAL_URL!: string;

  /** A read by key answers in milliseconds; beyond this the service is ill and the message waits. */
  @IsInt()
  @Min(100)
  INTERNAL_READ_TIMEOUT_MS = 3000;

  /** The bank wants its list of people asked for at most once in ten minutes. */
  @IsInt()
  @Min(1)
  SELF_EMPLOYED_SYNC_INTERVAL_MS = 600_000;

  /** Ask for the list without being told to, while somebody waits for the bank's approval. */
  @IsBoolean()
  SELF_EMPLOYED_AUTO_SYNC = true;

  /** How often the right moment for that is looked for; one statement to our own database. */
  @IsInt()
  @Min(10)
  SELF_EMPLOYED_AUTO_SYNC_POLL_MS = 60_000;

  /** Cancelled receipts that make a person a risk. A flag once raised stays when this grows. */
  @IsInt()
  @Min(1)
  SELF_EMPLOYED_RISK_THRESHOLD = 3;
}
