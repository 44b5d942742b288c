import { isJsonObject, sha256Hex } from '@lk/kernel';
import { type EventReferences, referencesOf } from './event-references';
import { parseStrictObject, StrictJsonError, type StrictObject } from './strict-json';

/** What was understood of a webhook. */
export interface BankEnvelope {
  readonly eventId: string;
  readonly type: string;
  /** The bank's own time, when it gave a readable one. */
  readonly createdAt: Date | undefined;
  /** The exact text of `data`, handed on without going through a parser's numbers. */
  readonly rawData: string;
  readonly references: EventReferences;
}

export type EnvelopeReading =
  | { readonly understood: true; readonly envelope: BankEnvelope }
  | { readonly understood: false; readonly reason: string };

/** Ids travel as AMQP message ids, which hold 255 bytes. */
const MAX_ID_BYTES = 200;
/** Types travel as routing keys. */
const TYPE = /^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,99}$/u;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The identity of an event that has no id, and of what was not understood. */
export function bodyIdentity(body: Buffer): string {
  return `sha256:${sha256Hex(body)}`;
}

/** Reads the envelope in any of its accepted spellings. Never throws. */
export function readEnvelope(body: Buffer): EnvelopeReading {
  try {
    return { understood: true, envelope: parseEnvelope(body) };
  } catch (error) {
    if (error instanceof StrictJsonError) return { understood: false, reason: error.reason };
    throw error;
  }
}

function parseEnvelope(body: Buffer): BankEnvelope {
  const object = parseStrictObject(body);
  const type = oneOf(object, 'type', 'eventType');
  if (typeof type !== 'string' || !TYPE.test(type)) throw new StrictJsonError('NO_TYPE');
  const { data } = object.value;
  if (!isJsonObject(data)) throw new StrictJsonError('NO_DATA');
  return {
    eventId: identity(object) ?? bodyIdentity(body),
    type,
    createdAt: time(object.value.createdAt ?? object.value.timestamp),
    rawData: object.rawOf('data') ?? '{}',
    references: referencesOf(data),
  };
}

/** The value under either spelling; both with different values is a contradiction, null is none. */
function oneOf(object: StrictObject, first: string, second: string): unknown {
  const spellings = [object.value[first], object.value[second]];
  const given = spellings.filter((value) => value !== undefined && value !== null);
  if (new Set(given).size > 1) throw new StrictJsonError('AMBIGUOUS_ENVELOPE');
  return given[0];
}

/** A number keeps its own digits: a large one would change on its way through a double. */
function identity(object: StrictObject): string | undefined {
  const id = oneOf(object, 'id', 'eventId');
  if (id === undefined || id === null || id === '') return undefined;
  const text =
    typeof id === 'number' ? object.rawOf(object.value.id === id ? 'id' : 'eventId') : id;
  if (typeof text !== 'string' || CONTROL.test(text) || Buffer.byteLength(text) > MAX_ID_BYTES) {
    throw new StrictJsonError('BAD_ID');
  }
  if (!Buffer.from(text).toString().includes(text)) throw new StrictJsonError('BAD_ID');
  return text;
}

function time(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = new Date(value);
  const year = parsed.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? parsed : undefined;
}
