import { IsBoolean, IsInt, IsNumber, IsString, Min, MinLength, ValidateBy } from 'class-validator';
import { METHOD_GROUPS, parseRateLimits } from './domain/method-groups';
import { type SimulatorSettings } from './domain/settings';

const IsRateLimits = () =>
  ValidateBy({
    name: 'isRateLimits',
    validator: {
      validate: (value) => typeof value === 'string' && parseRateLimits(value) !== undefined,
      defaultMessage: () =>
        `SIM_RATE_LIMITS must be group=limit/windowMs,… with a group of ${METHOD_GROUPS.join(', ')}`,
    },
  });

/** The environment of the simulator; PORT, LOG_LEVEL and the rest of every service come beside it. */
export class SimulatorConfig {
  /** The Bearer token the bank expects. */
  @IsString()
  @MinLength(1)
  SIM_API_TOKEN!: string;

  /** The address of the webhook ingress; without one events are recorded and not sent. */
  @IsString()
  SIM_WEBHOOK_URL = '';

  @IsString()
  @MinLength(1)
  SIM_WEBHOOK_SECRET!: string;

  @IsString()
  SIM_WEBHOOK_SIGNATURE_HEADER = 'X-Signature';

  /** 0.001 turns the bank's 30 s .. 10 min between attempts into 30 ms .. 600 ms. */
  @IsNumber()
  @Min(0)
  SIM_WEBHOOK_RETRY_SCALE = 1;

  /** The bank's own time-out is not published; 10 s is long for an answer of two words. */
  @IsInt()
  @Min(1)
  SIM_WEBHOOK_TIMEOUT_MS = 10_000;

  /** Deliveries under way at once, so that a slow ingress cannot pile up sockets. */
  @IsInt()
  @Min(1)
  SIM_WEBHOOK_CONCURRENCY = 16;

  @IsBoolean()
  SIM_AUTO_SETTLE = true;

  @IsInt()
  @Min(0)
  SIM_SETTLE_DELAY_MS = 50;

  @IsBoolean()
  SIM_RATE_LIMIT_ENABLED = true;

  @IsInt()
  @Min(1)
  SIM_RATE_LIMIT_PER_SECOND = 10;

  /** The bank recommends 600000 and most likely does not refuse more; 0 follows the hard limit only. */
  @IsInt()
  @Min(0)
  SIM_SELF_EMPLOYED_LIST_INTERVAL_MS = 0;

  /** Groups that differ from the two settings above, because the bank counts each method apart. */
  @IsRateLimits()
  SIM_RATE_LIMITS = '';

  /** Requests kept in the ledger; older ones are counted and forgotten. */
  @IsInt()
  @Min(1)
  SIM_LEDGER_MAX_REQUESTS = 100_000;
}

/** The settings a fresh simulator starts with. */
export function initialSettings(config: SimulatorConfig): SimulatorSettings {
  return {
    autoSettle: config.SIM_AUTO_SETTLE,
    settleDelayMs: config.SIM_SETTLE_DELAY_MS,
    rateLimitEnabled: config.SIM_RATE_LIMIT_ENABLED,
    rateLimitPerSecond: config.SIM_RATE_LIMIT_PER_SECOND,
    selfEmployedListIntervalMs: config.SIM_SELF_EMPLOYED_LIST_INTERVAL_MS,
    rateLimits: parseRateLimits(config.SIM_RATE_LIMITS) ?? {},
    retryAfter: 'seconds',
    maxPageLimit: 1000,
    autoActivateMs: 0,
    receiptsEnabled: true,
    receiptDelayMs: 0,
    webhookUrl: config.SIM_WEBHOOK_URL,
    webhookSecret: config.SIM_WEBHOOK_SECRET,
    webhookSignatureHeader: config.SIM_WEBHOOK_SIGNATURE_HEADER,
    webhookTimeoutMs: config.SIM_WEBHOOK_TIMEOUT_MS,
    webhookRetryScale: config.SIM_WEBHOOK_RETRY_SCALE,
  };
}
