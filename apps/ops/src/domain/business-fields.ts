import {
  type DealCreateCommand,
  type DealStatusChangedData,
  isBankEventType,
  LK_EVENT_TYPES,
  type PaymentEventData,
  type PayoutCreateCommand,
  type PayoutEventData,
  type PayoutStatusChangedData,
  type SelfEmployedRegisterCommand,
} from '@lk/contracts';
import { isJsonObject, isRubles, type JsonObject, rublesToKopecks } from '@lk/kernel';
import { cleanId } from './clean-text';
import { type BusinessFields, type LetterKind } from './dead-letter';

type IdField = Exclude<keyof BusinessFields, 'amountKopecks'>;
type FieldMap = Partial<Record<string, IdField>>;

/** Commands carry our ids. */
const COMMAND_IDS = {
  dealId: 'dealId',
  payoutId: 'payoutId',
  recipientId: 'recipientId',
  selfEmployedId: 'selfEmployedId',
} satisfies Partial<
  Record<keyof (DealCreateCommand & PayoutCreateCommand & SelfEmployedRegisterCommand), IdField>
>;

/** The bank's events carry the bank's ids under the same names. */
const BANK_EVENT_IDS = {
  dealId: 'externalDealId',
  recipientId: 'externalRecipientId',
  paymentId: 'externalPaymentId',
} satisfies Partial<Record<keyof (PaymentEventData & PayoutEventData), IdField>>;

/** Events of ours carry both. */
const LK_EVENT_IDS = {
  ...COMMAND_IDS,
  externalDealId: 'externalDealId',
  externalRecipientId: 'externalRecipientId',
} satisfies Partial<
  Record<
    keyof (DealStatusChangedData & PayoutStatusChangedData & SelfEmployedRegisterCommand),
    IdField
  >
>;

const LK_EVENTS: ReadonlySet<string> = new Set(LK_EVENT_TYPES);
/** A body beyond this is nobody's message of ours; looking into it would only hold the others up. */
const MAX_PARSED_BYTES = 1024 * 1024;
/**
 * Below a billion rubles: a number of ten digits and more in place of an amount may be an INN, a phone
 * or an account, and columns are shown to everybody on call.
 */
const MAX_KOPECKS = 99_999_999_999n;

/** A body as a JSON object, or undefined for whatever else it is. Never throws. */
export function parseBody(body: Buffer): JsonObject | undefined {
  if (body.length === 0 || body.length > MAX_PARSED_BYTES) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the message is about. Never throws, and never returns a text that could be personal data. */
export function businessFieldsOf(
  kind: LetterKind,
  type: string | undefined,
  body: JsonObject | undefined,
): BusinessFields {
  if (!body) return {};
  if (kind === 'command') return { ...ids(body, COMMAND_IDS), ...rubles(body) };
  const data = own(body, 'data');
  if (!isJsonObject(data)) return {};
  if (type !== undefined && LK_EVENTS.has(type) && !isBankEventType(type)) {
    return { ...ids(data, LK_EVENT_IDS), ...kopecks(data) };
  }
  return { ...ids(data, BANK_EVENT_IDS), ...rubles(data) };
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function ids(source: JsonObject, map: FieldMap): BusinessFields {
  const found: Partial<Record<IdField, string>> = {};
  for (const [name, field] of Object.entries(map)) {
    const id = cleanId(own(source, name));
    if (id !== undefined && field) found[field] = id;
  }
  return found;
}

function rubles(source: JsonObject): BusinessFields {
  const amount = own(source, 'amount');
  return isRubles(amount) ? plausible(rublesToKopecks(amount)) : {};
}

function kopecks(source: JsonObject): BusinessFields {
  const amount = own(source, 'amountKopecks');
  if (typeof amount !== 'string' || !/^\d{1,16}$/.test(amount)) return {};
  return plausible(BigInt(amount));
}

const plausible = (amountKopecks: bigint): BusinessFields =>
  amountKopecks <= MAX_KOPECKS ? { amountKopecks } : {};
