import {
  type DealSide,
  type PayoutSide,
  type ReceiptsSide,
  type SelfEmployedSide,
  type SidePage,
} from '@lk/contracts';
import { transientError } from '@lk/kernel';
import { readOrUndefined } from '@lk/platform';
import { type AxiosInstance } from 'axios';

export interface SidesHttp {
  readonly deal: AxiosInstance;
  readonly payout: AxiosInstance;
  readonly selfEmployed: AxiosInstance;
}

export interface SideQuery {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly scope?: 'open' | 'all';
  /** With `open`: what became final since then too. With `all`: only what changed since then. */
  readonly changedSince?: string | undefined;
}

/** The longest list of ids that the owners take at once. */
const LOOK_UP_ROWS = 1000;

/**
 * Our side, read from the owners of the records.
 * Every method throws AppError `OWNER_UNAVAILABLE` (transient) when one does not answer.
 */
export class SidesReader {
  constructor(private readonly http: SidesHttp) {}

  deals(query: SideQuery): Promise<SidePage<DealSide>> {
    return this.page('deal', this.http.deal, '/reconciliation/deals', query);
  }

  findDeal(dealId: string): Promise<DealSide | undefined> {
    return readOrUndefined('deal', () =>
      this.http.deal.get<DealSide>(`/reconciliation/deals/${dealId}`),
    );
  }

  dealsByExternalId(externalDealIds: readonly string[]): Promise<DealSide[]> {
    return this.lookUp('deal', this.http.deal, '/reconciliation/deals/lookup', {
      externalDealIds,
    });
  }

  payouts(query: SideQuery): Promise<SidePage<PayoutSide>> {
    return this.page('payout', this.http.payout, '/reconciliation/payouts', query);
  }

  async payoutsOfDeal(dealId: string): Promise<readonly PayoutSide[]> {
    const query = { dealId, limit: LOOK_UP_ROWS };
    return (
      await this.page<PayoutSide>('payout', this.http.payout, '/reconciliation/payouts', query)
    ).items;
  }

  payoutsByPayment(paymentIds: readonly string[]): Promise<PayoutSide[]> {
    return this.lookUp('payout', this.http.payout, '/reconciliation/payouts/lookup', {
      paymentIds,
    });
  }

  people(query: SideQuery): Promise<SidePage<SelfEmployedSide>> {
    const { after, limit } = query;
    const { selfEmployed } = this.http;
    return this.page('self-employed-risk', selfEmployed, '/reconciliation/self-employed', {
      after,
      limit,
    });
  }

  receipts(selfEmployedIds: readonly string[]): Promise<ReceiptsSide[]> {
    const path = '/reconciliation/self-employed/receipts';
    return this.lookUp('self-employed-risk', this.http.selfEmployed, path, { selfEmployedIds });
  }

  private page<T>(
    owner: string,
    http: AxiosInstance,
    path: string,
    params: object,
  ): Promise<SidePage<T>> {
    return this.read(owner, () => http.get<SidePage<T>>(path, { params }));
  }

  /** The owners refuse an empty list. */
  private async lookUp<T>(
    owner: string,
    http: AxiosInstance,
    path: string,
    ids: Readonly<Record<string, readonly string[]>>,
  ): Promise<T[]> {
    const [[name, all] = ['', []]] = Object.entries(ids);
    const found: T[] = [];
    for (let from = 0; from < all.length; from += LOOK_UP_ROWS) {
      const body = { [name]: all.slice(from, from + LOOK_UP_ROWS) };
      const { items } = await this.read(owner, () => http.post<{ items: T[] }>(path, body));
      found.push(...items);
    }
    return found;
  }

  /** A 404 of one of these paths is no empty answer: the owner is an older one. */
  private async read<T>(owner: string, request: () => Promise<{ data: T }>): Promise<T> {
    const answer = await readOrUndefined(owner, request);
    if (answer !== undefined) return answer;
    throw transientError('OWNER_UNAVAILABLE', 'Another service of ours did not answer', {
      safeDetails: { service: owner, httpStatus: 404 },
    });
  }
}
