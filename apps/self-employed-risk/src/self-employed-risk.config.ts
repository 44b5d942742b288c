import { IsBoolean, IsInt, Min } from 'class-validator';

export class SelfEmployedRiskConfig {
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
