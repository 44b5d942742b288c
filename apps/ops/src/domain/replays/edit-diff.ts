import { isJsonObject, type JsonValue } from '@lk/kernel';

/** One place where the edited message differs; values are personal data. */
export interface Difference {
  /** For example `recipients[1].splitValue`. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  /** How much is paid, or to whom: a second person must approve it. */
  readonly money: boolean;
  /** What the message is about: cannot be edited. */
  readonly identity: boolean;
}

/** What a message is about, and its own identity. */
const IDENTITY: ReadonlySet<string> = new Set([
  ...['id', 'type', 'source', 'specversion', 'subject', 'version'],
  ...['dealId', 'payoutId', 'recipientId', 'selfEmployedId', 'paymentId', 'receiptId', 'stepId'],
  ...['externalDealId', 'externalRecipientId', 'externalPaymentId', 'commandId', 'dedupKey'],
]);

/** How much, to whom, and from where. */
const MONEY: ReadonlySet<string> = new Set([
  ...['amount', 'amountKopecks', 'splitType', 'splitValue', 'legalType'],
  ...['accountNumber', 'bankDetailsId', 'beneficiaryId', 'bik', 'inn', 'kpp'],
]);

/** A name that may be shown; anything else could be a value that a sender used as a name. */
const PLAIN_NAME = /^[A-Za-z_]\w{0,59}$/;
const LONG_DIGITS = /\d{10,}/;

/** Every leaf that differs; names first those of the edited message. */
export function diffOf(before: JsonValue, after: JsonValue): Difference[] {
  return walk({ path: '', money: false, identity: false }, before, after);
}

type Place = Pick<Difference, 'path' | 'money' | 'identity'>;
type Given = JsonValue | undefined;

function walk(place: Place, before: Given, after: Given): Difference[] {
  const kinds = [kindOf(before), kindOf(after)].filter((kind) => kind !== 'absent');
  const sameKind = new Set(kinds).size === 1 && kinds[0] !== 'leaf';
  const [old, fresh] = [childrenOf(before), childrenOf(after)];
  if (!sameKind || old.size + fresh.size === 0) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    // A value took the place of another kind of value: whatever stands inside counts.
    const names = [...namesIn(before), ...namesIn(after)];
    const money = place.money || names.some((name) => MONEY.has(name));
    const identity = place.identity || names.some((name) => IDENTITY.has(name));
    return [{ path: place.path, before, after, money, identity }];
  }
  const keys = new Set([...fresh.keys(), ...old.keys()]);
  return [...keys].flatMap((key) => walk(inside(place, key), old.get(key), fresh.get(key)));
}

function kindOf(value: Given): 'absent' | 'leaf' | 'array' | 'object' {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'array';
  return isJsonObject(value) ? 'object' : 'leaf';
}

function childrenOf(value: Given): ReadonlyMap<string | number, JsonValue> {
  if (Array.isArray(value)) return new Map(value.map((item, index) => [index, item]));
  return new Map(isJsonObject(value) ? Object.entries(value) : []);
}

function namesIn(value: Given): string[] {
  return [...childrenOf(value)].flatMap(([key, inner]) => [String(key), ...namesIn(inner)]);
}

/** What stands inside money is money. */
function inside({ path, money, identity }: Place, key: string | number): Place {
  if (typeof key === 'number') return { path: `${path}[${key}]`, money, identity };
  const shown = PLAIN_NAME.test(key) && !LONG_DIGITS.test(key) ? key : '?';
  return {
    path: path === '' ? shown : `${path}.${shown}`,
    money: money || MONEY.has(key),
    identity: identity || IDENTITY.has(key),
  };
}

/** No payload of ours is a dozen levels deep; far deeper ones break whoever walks them recursively. */
const MAX_DEPTH = 64;

/** Level by level, so that no depth breaks it. */
export function isTooDeep(value: JsonValue): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((item) => [...childrenOf(item).values()]);
  }
  return false;
}
