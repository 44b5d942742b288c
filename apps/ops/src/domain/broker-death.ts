/** What the broker tells when it put a message aside by itself. */
export interface BrokerDeath {
  readonly errorCode: string;
  /** The routing key the message had in the queue where it died. */
  readonly routingKey?: string;
  readonly exchange?: string;
  readonly at?: Date;
  readonly copyKey: string;
}

const CODES: Readonly<Record<string, string>> = { delivery_limit: 'DELIVERY_LIMIT' };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The driver gives an AMQP timestamp (seconds) as `{'!': 'timestamp', value}`. */
function timeOf(value: unknown): Date | undefined {
  const seconds = isRecord(value) ? value.value : undefined;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return undefined;
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The newest entry of `x-death`. Copies of ours never carry that header, so its presence says that
 * the broker put the message aside and that all other headers are those of the attempt before.
 */
export function brokerDeathOf(headers: Readonly<Record<string, unknown>>): BrokerDeath | undefined {
  const deaths = headers['x-death'];
  const death: unknown = Array.isArray(deaths) ? deaths[0] : undefined;
  if (!isRecord(death)) return undefined;
  const reason = text(death.reason) ?? 'unknown';
  const at = timeOf(death.time);
  const count = typeof death.count === 'number' ? death.count : 0;
  const keys: readonly unknown[] = Array.isArray(death['routing-keys'])
    ? death['routing-keys']
    : [];
  const known = /^[a-z_]{1,40}$/.test(reason) ? reason.toUpperCase() : 'UNKNOWN';
  return {
    errorCode: CODES[reason] ?? `BROKER_${known}`,
    routingKey: text(keys[0]),
    exchange: text(death.exchange),
    at,
    copyKey: `death/${at?.toISOString() ?? ''}/${count}`,
  };
}
