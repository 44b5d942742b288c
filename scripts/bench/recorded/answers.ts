import { type DealSide, type PayoutSide, type SidePage } from '@lk/contracts';
import {
  bankDeal,
  bankPayment,
  dealSide,
  idOf,
  indexOfExternal,
  indexOfId,
  isOpen,
  payoutSide,
  type Recording,
} from './records';

const BANK = '/api/v1/nominal-accounts';
const OWNERS = '/reconciliation';

export interface Question {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The answer of either side to a question of reconciliation; undefined for what is not there. */
export function answerTo(recording: Recording, { path, query, body }: Question): unknown {
  if (path.startsWith(BANK)) return bankAnswer(recording, path.slice(BANK.length), query);
  if (path.startsWith(OWNERS))
    return ownerAnswer(recording, path.slice(OWNERS.length), query, body);
  // Nobody is self-employed here.
  return path.endsWith('/recipients/list') ? { recipients: [] } : undefined;
}

function bankAnswer(recording: Recording, path: string, query: URLSearchParams): unknown {
  const [, kind, id] = path.split('/');
  const row = kind === 'deals' ? bankDeal : bankPayment;
  if (id !== undefined) return row(recording, indexOfExternal(id));
  const dealId = query.get('dealId');
  if (dealId !== null) return bankPage([row(recording, indexOfExternal(dealId))], 0, 50, 1);
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const rows = range(offset, Math.min(recording.deals, offset + limit));
  const wire = rows.map((index) => row(recording, index));
  return bankPage(wire, offset, limit, recording.deals);
}

const bankPage = (results: object[], offset: number, limit: number, total: number): object => ({
  offset,
  limit,
  size: results.length,
  total,
  ...(results.length > 0 && { results }),
});

function ownerAnswer(
  recording: Recording,
  path: string,
  query: URLSearchParams,
  body: unknown,
): unknown {
  switch (path) {
    case '/deals':
      return page(recording, 'deal', query, dealSide);
    case '/payouts':
      return page(recording, 'payout', query, payoutSide);
    case '/deals/lookup':
      return lookUp(recording, (body as { externalDealIds: string[] }).externalDealIds, dealSide);
    case '/payouts/lookup':
      return lookUp(recording, (body as { paymentIds: string[] }).paymentIds, payoutSide);
    case '/self-employed':
      return { items: [], next: null };
    default:
      return path.startsWith('/deals/') ? dealSide(recording, indexOfId(lastOf(path))) : undefined;
  }
}

const lastOf = (path: string): string => path.split('/').at(-1) ?? '';

function page<T extends DealSide | PayoutSide>(
  recording: Recording,
  kind: 'deal' | 'payout',
  query: URLSearchParams,
  sideOf: (recording: Recording, index: number) => T,
): SidePage<T> {
  const dealId = query.get('dealId');
  if (dealId !== null) return { items: [sideOf(recording, indexOfId(dealId))], next: null };
  const after = query.get('after');
  const limit = Number(query.get('limit') ?? 1000);
  const all = query.get('scope') !== 'open';
  const found: number[] = [];
  // The first key is before every record and looks like the first one.
  let index = after === null || !isKeyOf(kind, after) ? 0 : indexOfId(after) + 1;
  for (; index < recording.deals && found.length <= limit; index += 1) {
    if (all || isOpen[kind](recording, index)) found.push(index);
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? idOf(kind, last) : null;
  return { items: items.map((at) => sideOf(recording, at)), next };
}

const isKeyOf = (kind: 'deal' | 'payout', key: string): boolean =>
  key === idOf(kind, indexOfId(key));

function lookUp<T>(
  recording: Recording,
  ids: readonly string[],
  sideOf: (recording: Recording, index: number) => T,
): { items: T[] } {
  const known = ids.map(indexOfExternal).filter((index) => index < recording.deals);
  return { items: known.map((index) => sideOf(recording, index)) };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
