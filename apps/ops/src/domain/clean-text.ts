/** Ids of ours, of the bank and of messages: one token without blanks. */
const ID = /^[A-Za-z0-9][\w.:/+=@-]{0,199}$/;
/** An INN has 10 or 12 digits, a phone 11, an account 20: such a text is no id, whatever its field. */
const PERSONAL_NUMBER = /^\+?(\d{10,12}|\d{20})$/;
/** Event types, command names, error codes. */
const NAME = /^[A-Za-z][\w.:-]{0,99}$/;
const LONG_DIGITS = /\d{10,}/g;
// eslint-disable-next-line no-control-regex -- Postgres keeps no NUL in a text; the others break terminals
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufffd]+/g;
const MAX_SENTENCE = 1000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A value of a stranger as an id for a column, or undefined. Uuids are lower-cased, as everywhere.
 * What could be an INN, a phone, an account or an e-mail address is none.
 */
export function cleanId(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !ID.test(text) || PERSONAL_NUMBER.test(text)) return undefined;
  if (text.includes('@')) return undefined;
  return UUID.test(text) ? text.toLowerCase() : text;
}

/** A value of a stranger as the name of a type or a code for a column, or undefined. */
export function cleanName(value: unknown): string | undefined {
  if (typeof value !== 'string' || !NAME.test(value)) return undefined;
  return /\d{10,}/.test(value) ? undefined : value;
}

/** A sentence for a column: no control characters, no run of digits that could be a person's. */
export function cleanSentence(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 4 * MAX_SENTENCE)
    .replace(CONTROL, ' ')
    .replace(LONG_DIGITS, '[digits]');
  return [...text.trim()].slice(0, MAX_SENTENCE).join('') || undefined;
}
