import { IsInt, IsString, Matches, Max, Min, MinLength, ValidateIf } from 'class-validator';

type Values = Partial<NotificationConfig>;

const wantsWebhook = (config: Values): boolean =>
  (config.NOTIFICATION_WEBHOOK_URL ?? config.NOTIFICATION_WEBHOOK_SECRET) !== undefined;

const wantsEmail = (config: Values): boolean =>
  (config.SMTP_URL ?? config.NOTIFICATION_EMAIL_FROM ?? config.NOTIFICATION_SUPPORT_EMAIL) !==
  undefined;

/**
 * Where notifications go. Both channels are optional: what an absent one would have sent is kept in
 * the table as `recorded`. Half of a channel (a URL without its secret) is an error.
 */
export class NotificationConfig {
  /** The cabinet's receiver of signed notifications. */
  @ValidateIf(wantsWebhook)
  @Matches(/^https?:\/\/.+/, {
    message: '$property must be an http(s):// URL when the cabinet channel is configured',
  })
  NOTIFICATION_WEBHOOK_URL?: string;

  /** The key of X-Signature. */
  @ValidateIf(wantsWebhook)
  @IsString({ message: '$property is required beside NOTIFICATION_WEBHOOK_URL' })
  @MinLength(8)
  NOTIFICATION_WEBHOOK_SECRET?: string;

  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  @ValidateIf(wantsEmail)
  @Matches(/^smtps?:\/\/.+/, {
    message: '$property must be an smtp(s):// URL when the e-mail channel is configured',
  })
  SMTP_URL?: string;

  @ValidateIf(wantsEmail)
  @Matches(/^[^\r\n]*@[^\r\n]+$/, {
    message: '$property must be an e-mail address when SMTP_URL is set',
  })
  NOTIFICATION_EMAIL_FROM?: string;

  /** Who gets alerts; several addresses are separated by commas. */
  @ValidateIf(wantsEmail)
  @Matches(/^[^\r\n]*@[^\r\n]+$/, {
    message: '$property must be one or more e-mail addresses when SMTP_URL is set',
  })
  NOTIFICATION_SUPPORT_EMAIL?: string;

  /** Attempts before a delivery is given up; see retry-schedule.ts for the sums. */
  @IsInt()
  @Min(1)
  @Max(30)
  NOTIFICATION_MAX_ATTEMPTS = 12;

  /** The wait after the first failure, doubled for each further one. */
  @IsInt()
  @Min(1)
  NOTIFICATION_RETRY_BASE_MS = 15_000;

  /**
   * One attempt, from connecting to the answer. It must end inside the lease of a delivery (see
   * dispatcher.ts), and should end inside SHUTDOWN_TIMEOUT_MS.
   */
  @IsInt()
  @Min(100)
  @Max(30_000)
  NOTIFICATION_TIMEOUT_MS = 10_000;

  /** Deliveries under way at once, for each channel and each copy of the service. */
  @IsInt()
  @Min(1)
  @Max(100)
  NOTIFICATION_CONCURRENCY = 4;

  /** How often the table is looked at when nothing woke us: retries, and rows of other copies. */
  @IsInt()
  @Min(10)
  NOTIFICATION_POLL_MS = 1000;

  /** Alerts with one key inside this time are one delivery with a growing count. */
  @IsInt()
  @Min(1)
  NOTIFICATION_ALERT_WINDOW_SECONDS = 3600;
}
