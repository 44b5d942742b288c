import { type DealSide, type PayoutSide, type SidePage } from '@lk/contracts';
import { answerTo } from './answers';
import { DRIFT_EVERY, driftsIn, type Recording } from './records';

const RECORDING: Recording = { deals: DRIFT_EVERY + 500, seed: 3 };

const ask = <T>(path: string, query = '', body?: unknown): T =>
  answerTo(RECORDING, { path, query: new URLSearchParams(query), body }) as T;

interface BankPage {
  readonly total: number;
  readonly results?: readonly { readonly dealId: string; readonly status: string }[];
}

function everything<T>(path: string, query: string): T[] {
  const found: T[] = [];
  for (let after = ''; ;) {
    const { items, next } = ask<SidePage<T>>(path, `${query}&limit=1000${after}`);
    found.push(...items);
    if (next === null) return found;
    after = `&after=${next}`;
  }
}

describe('a recording of both sides', () => {
  const bank = new Map<string, string>();
  for (let offset = 0; offset < RECORDING.deals; offset += 1000) {
    const path = '/api/v1/nominal-accounts/deals';
    const { results = [] } = ask<BankPage>(path, `offset=${offset}&limit=1000`);
    for (const { dealId, status } of results) bank.set(dealId, status);
  }

  it('has every deal once on each side, and differs where it says', () => {
    const ours = everything<DealSide>('/reconciliation/deals', 'scope=all');
    expect(bank.size).toBe(RECORDING.deals);
    expect(new Set(ours.map(({ dealId }) => dealId)).size).toBe(RECORDING.deals);
    const different = ours.filter(
      ({ externalDealId, bankStatus }) => bank.get(externalDealId ?? '') !== bankStatus,
    );
    expect(different).toHaveLength(driftsIn(RECORDING));
  });

  it('shows what is open, by page, in the order of its keys', () => {
    const open = everything<PayoutSide>('/reconciliation/payouts', 'scope=open');
    const ids = open.map(({ payoutId }) => payoutId);
    expect(ids).toEqual([...ids].sort());
    expect(open.every(({ status }) => status === 'bank_hold')).toBe(true);
    expect(open.length).toBeGreaterThan(RECORDING.deals / 10);
  });

  it('finds by the ids of the bank, and begins before the first key', () => {
    const externalDealIds = ['deal-7', 'deal-99999999'];
    const { items } = ask<{ items: DealSide[] }>('/reconciliation/deals/lookup', '', {
      externalDealIds,
    });
    expect(items.map(({ externalDealId }) => externalDealId)).toEqual(['deal-7']);
    const first = 'after=00000000-0000-0000-0000-000000000000&limit=1';
    const page = ask<SidePage<DealSide>>('/reconciliation/deals', first);
    expect(page.items[0]?.externalDealId).toBe('deal-0');
  });
});
