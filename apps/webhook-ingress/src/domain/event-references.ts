import { type JsonObject } from '@lk/kernel';

/** What an event is about, by the bank's ids. */
export interface EventReferences {
  readonly dealId?: string;
  readonly recipientId?: string;
  readonly paymentId?: string;
  readonly inn?: string;
}

/** The same as it is kept: the raw log is searched by it. */
export interface StoredReferences {
  readonly dealRef?: string;
  readonly recipientRef?: string;
  readonly paymentRef?: string;
  /** Never the INN itself. */
  readonly personRef?: string;
}

/** One token without blanks. */
const ID = /^[A-Za-z0-9][\w.:/+=-]{0,199}$/;
/** An INN has 10 or 12 digits, a phone 11, an account 20: such a text is no id, whatever its field. */
const PERSONAL_NUMBER = /^(\d{10,12}|\d{20})$/;
const INN = /^\d{12}$/;

/** Reads what an event is about; what does not look like an id is left out. Never throws. */
export function referencesOf(data: JsonObject): EventReferences {
  const { inn } = data;
  return {
    dealId: id(data, 'dealId'),
    recipientId: id(data, 'recipientId'),
    paymentId: id(data, 'paymentId'),
    inn: typeof inn === 'string' && INN.test(inn) ? inn : undefined,
  };
}

export function storedReferences(
  { dealId: dealRef, recipientId: recipientRef, paymentId: paymentRef, inn }: EventReferences,
  personRefOf: (inn: string) => string,
): StoredReferences {
  const personRef = inn === undefined ? undefined : personRefOf(inn);
  return { dealRef, recipientRef, paymentRef, personRef };
}

function id(data: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(data, name) ? data[name] : undefined;
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !ID.test(text) || PERSONAL_NUMBER.test(text)) return undefined;
  return text;
}
