import { createHash } from 'node:crypto';
import { deadLetterQueueOf, HEADERS } from '@lk/contracts';
import { type JsonObject, traceIdOf } from '@lk/kernel';
import { brokerDeathOf, type BrokerDeath } from './broker-death';
import { businessFieldsOf, parseBody } from './business-fields';
import { cleanId, cleanName, cleanSentence } from './clean-text';
import { type Failure, type LetterKind, type RawDeadLetter, type ReadLetter } from './dead-letter';
import { fingerprintOf } from './fingerprint';

type Headers = Readonly<Record<string, unknown>>;

export interface ReadingOptions {
  readonly now: Date;
  /** Put before every name at the broker; nothing of it is stored. */
  readonly namespace?: string;
}

/** Before this system; after this much of the future: a clock that is wrong, or a made-up header. */
const EARLIEST = Date.UTC(2020, 0, 1);
const FUTURE_MS = 3_600_000;

const UNTOLD = 'The message does not say why it is here';
const BROKER = 'The broker put the message aside';

/**
 * Whatever lies in a dead-letter queue as a letter: what cannot be understood is left out of the
 * columns, the bytes stay. Never throws.
 */
export function readDeadLetter(raw: RawDeadLetter, options: ReadingOptions): ReadLetter {
  const headers = headersOf(raw);
  const death = brokerDeathOf(headers);
  const queue = originQueueOf(raw.deadLetterQueue);
  const kind: LetterKind = queue.endsWith('.commands') ? 'command' : 'event';
  const routing = routingOf(headers, death, options.namespace);
  const body = parseBody(raw.body);
  const type = typeOf(kind, body, routing.routingKey);
  const failure = failureOf(headers, death, options.now);
  return {
    ...failure,
    ...businessFieldsOf(kind, type, body),
    ...routing,
    ...idsOf(raw, headers),
    identity: identityOf(queue, raw),
    fingerprint: fingerprintOf({ queue, type, ...failure }),
    queue,
    kind,
    type,
    traceparent: traceparentOf(headers),
    body: raw.body,
    properties: propertiesJson(raw.properties),
  };
}

/**
 * The letter without anything that was read out of it, for a database that refuses the rest: the
 * bytes are what must not be lost.
 */
export function bareLetter(letter: ReadLetter): ReadLetter {
  const { identity, queue, kind, body, properties, firstFailedAt, lastFailedAt, copyKey } = letter;
  const failure = { errorCode: 'UNREADABLE', errorMessage: UNTOLD, attempts: 1 };
  const fingerprint = fingerprintOf({ queue, ...failure });
  const times = { firstFailedAt, lastFailedAt, copyKey };
  return { identity, queue, kind, body, properties, fingerprint, ...failure, ...times };
}

function headersOf(raw: RawDeadLetter): Headers {
  const { headers } = raw.properties;
  return typeof headers === 'object' && headers !== null ? (headers as Headers) : {};
}

/** By the queue in which the letter lies; its headers could name any. */
function originQueueOf(deadLetterQueue: string): string {
  const suffix = deadLetterQueueOf('');
  return deadLetterQueue.endsWith(suffix)
    ? deadLetterQueue.slice(0, -suffix.length)
    : deadLetterQueue;
}

/**
 * The body takes part: a message id that a sender used for two different bodies must not hide one of
 * them. The bytes of all parts are kept apart by their lengths.
 */
function identityOf(queue: string, raw: RawDeadLetter): Buffer {
  const { messageId } = raw.properties;
  const id = typeof messageId === 'string' ? messageId : '';
  const lengths = [queue, id].map((part) => Buffer.byteLength(part)).join('/');
  return createHash('sha256').update(`${lengths}/${queue}${id}`).update(raw.body).digest();
}

function routingOf(
  headers: Headers,
  death: BrokerDeath | undefined,
  namespace = '',
): { exchange?: string; routingKey?: string } {
  const prefix = namespace === '' ? '' : `${namespace}.`;
  // The namespace is ours: what looks like somebody's number in it is none.
  const bare = (name: unknown): unknown =>
    typeof name === 'string' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return {
    exchange: cleanName(bare(headers[HEADERS.exchange])) ?? cleanName(bare(death?.exchange)),
    routingKey: cleanName(headers[HEADERS.routingKey]) ?? cleanName(death?.routingKey),
  };
}

function typeOf(kind: LetterKind, body: JsonObject | undefined, key?: string): string | undefined {
  return (kind === 'event' ? cleanName(body?.type) : undefined) ?? key;
}

function idsOf(
  raw: RawDeadLetter,
  headers: Headers,
): Pick<ReadLetter, 'messageId' | 'correlationId'> {
  const { messageId, correlationId } = raw.properties;
  return {
    messageId:
      cleanId(messageId) ?? cleanId(headers[HEADERS.eventId] ?? headers[HEADERS.commandId]),
    correlationId: cleanId(headers[HEADERS.correlationId]) ?? cleanId(correlationId),
  };
}

function traceparentOf(headers: Headers): string | undefined {
  const value = headers[HEADERS.traceparent];
  return typeof value === 'string' && traceIdOf(value) !== undefined ? value : undefined;
}

function failureOf(headers: Headers, death: BrokerDeath | undefined, now: Date): Failure {
  const attempts = attemptsOf(headers);
  if (death) {
    const at = plausible(death.at, now) ?? now;
    const first = timeHeader(headers, HEADERS.firstFailedAt, now) ?? at;
    const { errorCode, copyKey } = death;
    return { errorCode, errorMessage: BROKER, attempts, copyKey, ...ordered(first, at) };
  }
  const errorMessage = cleanSentence(headers[HEADERS.errorMessage]) ?? UNTOLD;
  const last = timeHeader(headers, HEADERS.lastFailedAt, now);
  const first = timeHeader(headers, HEADERS.firstFailedAt, now);
  return {
    errorCode: cleanName(headers[HEADERS.errorCode]) ?? 'UNKNOWN',
    bankErrorCode: bankErrorCodeOf(errorMessage),
    errorMessage,
    attempts,
    copyKey: last ? `${last.toISOString()}/${attempts}` : '',
    ...ordered(first ?? last ?? now, last ?? now),
  };
}

/** As the safe details of an error stand in its message: `(httpStatus=422, bankErrorCode=E17)`. */
function bankErrorCodeOf(message: string): string | undefined {
  const code = /\bbankErrorCode=([\w.:-]{1,100})/.exec(message)?.[1];
  return code === undefined || code === 'null' ? undefined : code;
}

function ordered(a: Date, b: Date): { firstFailedAt: Date; lastFailedAt: Date } {
  return { firstFailedAt: a < b ? a : b, lastFailedAt: b };
}

function attemptsOf(headers: Headers): number {
  const value = headers[HEADERS.attempts];
  const sensible = typeof value === 'number' && Number.isInteger(value);
  return sensible && value >= 0 && value <= 1_000_000 ? value : 1;
}

function timeHeader(headers: Headers, name: string, now: Date): Date | undefined {
  const value = headers[name];
  if (typeof value !== 'string' || !/^[\d:.TZ-]{20,30}$/.test(value)) return undefined;
  return plausible(new Date(value), now);
}

function plausible(time: Date | undefined, now: Date): Date | undefined {
  const at = time?.getTime() ?? NaN;
  return at >= EARLIEST && at <= now.getTime() + FUTURE_MS ? time : undefined;
}

/** What JSON cannot hold is told as text; nothing here can fail a letter. */
function propertiesJson(properties: RawDeadLetter['properties']): Buffer {
  try {
    const text = JSON.stringify(properties, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    return Buffer.from(text);
  } catch {
    return Buffer.from('{}');
  }
}
