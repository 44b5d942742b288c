import { IsInt, IsString, Matches, Max, Min } from 'class-validator';

/** The broker and how we read from it. */
export class AmqpConfig {
  @Matches(/^amqps?:\/\/.+/, { message: '$property must be an amqp:// or amqps:// URL' })
  AMQP_URL!: string;

  /** Put before every exchange and queue name, so that several systems can share a broker. */
  @IsString()
  @Matches(/^[\w.-]{0,40}$/)
  AMQP_NAMESPACE = '';

  /** Events handled at once by one process; below the database pool they would only wait. */
  @IsInt()
  @Min(1)
  @Max(1000)
  EVENTS_PREFETCH = 32;

  /** Commands handled at once by one process: each may hold a call to the bank for 30 s. */
  @IsInt()
  @Min(1)
  @Max(1000)
  COMMANDS_PREFETCH = 8;

  /** First wait before a repeat, doubled for each further one. See retry-schedule.ts for the sums. */
  @IsInt()
  @Min(10)
  RETRY_BASE_MS = 1000;

  /** Attempts before a transient failure becomes a dead letter. */
  @IsInt()
  @Min(1)
  @Max(20)
  RETRY_MAX_ATTEMPTS = 10;

  /** A confirm that takes longer means a broker that hangs; the row stays in the outbox. */
  @IsInt()
  @Min(100)
  PUBLISH_TIMEOUT_MS = 15_000;
}
