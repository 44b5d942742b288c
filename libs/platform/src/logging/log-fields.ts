import { isUuid } from '@lk/kernel';

/**
 * The only fields a log line may carry. A field that is not here is dropped and its name is listed
 * under `dropped`, so that personal data cannot reach a log by a new careless line.
 */
export const ALLOWED_LOG_FIELDS: ReadonlySet<string> = new Set([
  'address',
  'alertCode',
  'amountKopecks',
  'app',
  'attempt',
  'attempts',
  'backlog',
  'bankErrorCode',
  'cause',
  'channel',
  'code',
  'command',
  'commandId',
  'component',
  'context',
  'correlationId',
  'count',
  'dealId',
  'delayMs',
  'disposition',
  'durationMs',
  'errorCode',
  'errorName',
  'eventId',
  'eventType',
  'exchange',
  'externalDealId',
  'field',
  'fields',
  'from',
  'handlers',
  'httpStatus',
  'idempotencyKey',
  'job',
  'kind',
  'lagMs',
  'limit',
  'messageId',
  'method',
  'migration',
  'operation',
  'outcome',
  'path',
  'paymentId',
  'payoutId',
  'phase',
  'pid',
  'port',
  'queue',
  'reason',
  'receiptId',
  'recipientId',
  'requestId',
  'retryAfterMs',
  'routingKey',
  'schema',
  'selfEmployedId',
  'service',
  'signal',
  'size',
  'stack',
  'state',
  'status',
  'stepId',
  'suppressed',
  'to',
  'traceId',
  'type',
  'url',
  'version',
]);

const MAX_TEXT = 2000;
/** An INN has 10 or 12 digits, a phone 11, an account 20. Ids of ours and of the bank are uuids. */
const LONG_DIGITS = /\d{10,}/g;

/** Trace ids and the digests that stand for event ids: a long run of digits in them is chance. */
const HEX_ID = /^(sha256:)?([0-9a-f]{32}|[0-9a-f]{64})$/;

/** A text with everything that could be an INN, a phone or an account number masked. */
export function maskDigits(text: string): string {
  const id: boolean = isUuid(text) || HEX_ID.test(text);
  return id ? text : text.slice(0, MAX_TEXT).replace(LONG_DIGITS, '[digits]');
}

/** Amounts are allowed to be long; any other number of ten digits may be an INN or a phone. */
const LONGEST_NUMBER = 999_999_999;

function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return maskDigits(value);
  if (typeof value === 'number') return Math.abs(value) > LONGEST_NUMBER ? '[digits]' : value;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => safeValue(item));
  return undefined;
}

/** The allowed part of the given fields. */
export function allowedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const amount = name === 'amountKopecks' && typeof value === 'number';
    const safe = ALLOWED_LOG_FIELDS.has(name) ? (amount ? value : safeValue(value)) : undefined;
    if (safe !== undefined) kept[name] = safe;
    else if (value !== undefined) dropped.push(name);
  }
  return dropped.length > 0 ? { ...kept, dropped } : kept;
}
