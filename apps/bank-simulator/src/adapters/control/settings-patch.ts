import { BodyReader } from '../../domain/body-reader';
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
    webhookUrl: reader.optionalText('webhookUrl', { min: 0, max: 2048 }),
    webhookSecret: reader.optionalText('webhookSecret'),
    webhookSignatureHeader: reader.optionalText('webhookSignatureHeader'),
    webhookTimeoutMs: reader.optionalNumber('webhookTimeoutMs', { min: 1, max: 600_000 }),
    webhookRetryScale: reader.optionalNumber('webhookRetryScale', { min: 0, max: 1000 }),
  };
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** The settings as shown to a person: without the secret. */
export function shownSettings({ webhookSecret: _secret, ...shown }: SimulatorSettings) {
  return shown;
}
