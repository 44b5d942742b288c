import { IsInt, IsOptional, IsString, Max, Min, ValidateBy } from 'class-validator';
import { parseDataKeys } from './domain/data-cipher';

const isKeyList = {
  name: 'isDataKeyList',
  validator: {
    validate: (value: unknown) => typeof value === 'string' && parseDataKeys(value) !== undefined,
    defaultMessage: () =>
      '$property must be keyId:base64 of 32 bytes, several by commas, each id once',
  },
};

export class OpsConfig {
  /**
   * Keys for bodies and headers of dead letters: `keyId:base64(32 bytes)`, comma-separated for
   * rotation: the first encrypts, all decrypt. Without it they are stored plain, which is for local
   * runs: they hold names, INN, phones and accounts.
   */
  @IsOptional()
  @IsString()
  @ValidateBy(isKeyList)
  DATA_ENCRYPTION_KEY?: string;

  /**
   * How long a dead letter is kept after it was stored and settled, whichever is later. Open ones are
   * kept for ever. As long as INBOX_RETENTION_DAYS: what is replayed later is no longer known there.
   */
  @IsInt()
  @Min(1)
  @Max(3650)
  OPS_RETENTION_DAYS = 90;

  /**
   * Unacknowledged messages of one dead-letter queue in one process. Times the size of a message this
   * bounds the memory that a flood takes.
   */
  @IsInt()
  @Min(1)
  @Max(1000)
  OPS_PREFETCH = 200;

  /** Letters of one transaction. Beyond some hundred rows an insert becomes no cheaper per row. */
  @IsInt()
  @Min(1)
  @Max(1000)
  OPS_BATCH_ROWS = 200;

  /** Milliseconds between two looks for groups to alert on that no new letter caused. */
  @IsInt()
  @Min(10)
  OPS_ALERT_POLL_MS = 15_000;

  /** Messages of a job above which a second person must approve it before it starts. */
  @IsInt()
  @Min(1)
  OPS_APPROVAL_ABOVE = 10_000;
}
