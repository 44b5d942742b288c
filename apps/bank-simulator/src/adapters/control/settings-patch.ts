import { contractViolation } from '../../domain/bank-refusal';
import { BodyReader } from '../../domain/body-reader';
import { METHOD_GROUPS, type RateLimits } from '../../domain/method-groups';
import { RETRY_AFTER_FORMATS } from '../../domain/retry-after';
import { type SimulatorSettings } from '../../domain/settings';

const MS = { min: 0, max: 86_400_000 };

/** The body of `PUT /_sim/settings`: the given fields change, the others stay. */
export function settingsPatchOf(body: unknown): Partial<SimulatorSettings> {
  const reader = new BodyReader(body);
  const patch = {
    autoSettle: reader.optionalBoolean('autoSettle'),
    settleDelayMs: reader.optionalNumber('settleDelayMs', MS),
    rateLimitEnabled: reader.optionalBoolean('rateLimitEnabled'),
    rateLimitPerSecond: reader.optionalNumber('rateLimitPerSecond', { min: 1, max: 1_000_000 }),
    selfEmployedListIntervalMs: reader.optionalNumber('selfEmployedListIntervalMs', MS),
    rateLimits: rateLimitsOf(reader),
    retryAfter: reader.optionalOneOf('retryAfter', RETRY_AFTER_FORMATS),
    maxPageLimit: reader.optionalNumber('maxPageLimit', { min: 1, max: 2 ** 31 - 1 }),
    autoActivateMs: reader.optionalNumber('autoActivateMs', MS),
    receiptsEnabled: reader.optionalBoolean('receiptsEnabled'),
    receiptDelayMs: reader.optionalNumber('receiptDelayMs', MS),
    webhookUrl: reader.optionalText('webhookUrl', { min: 0, max: 2048 }),
    webhookSecret: reader.optionalText('webhookSecret'),
    webhookSignatureHeader: reader.optionalText('webhookSignatureHeader'),
    webhookTimeoutMs: reader.optionalNumber('webhookTimeoutMs', { min: 1, max: 600_000 }),
    webhookRetryScale: reader.optionalNumber('webhookRetryScale', { min: 0, max: 1000 }),
  };
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** The whole map at once: `{}` brings every group back to the bank's own limit. */
function rateLimitsOf(reader: BodyReader): RateLimits | undefined {
  if (!reader.has('rateLimits')) return undefined;
  const groups = reader.object('rateLimits');
  const limits: RateLimits = {};
  for (const name of Object.keys(groups.all())) {
    const group = METHOD_GROUPS.find((candidate) => candidate === name);
    if (!group) throw contractViolation(`rateLimits.${name}`, METHOD_GROUPS.join('|'));
    const { limit, windowMs } = groups.object(group).all();
    limits[group] = { limit: countOf(group, limit), windowMs: countOf(group, windowMs) };
  }
  return limits;
}

function countOf(group: string, value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 1) return Number(value);
  throw contractViolation(`rateLimits.${group}`, '{limit, windowMs}, integers from 1 on');
}

/** The settings as shown to a person: without the secret. */
export function shownSettings({ webhookSecret: _secret, ...shown }: SimulatorSettings) {
  return shown;
}
