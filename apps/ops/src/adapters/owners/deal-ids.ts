import { isUuid } from '@lk/kernel';
import { type Owner } from './owner';
import { type DealAnswer } from './owner.answers';

/** What the bank tells of a deal carries the bank's id; who looks for it by ours means that too. */
export class DealIds {
  constructor(private readonly deals: Owner) {}

  /** The bank's id; undefined for an id that is not ours, or while the owner is away. */
  async externalOf(dealId: string | undefined): Promise<string | undefined> {
    if (!isUuid(dealId)) return undefined;
    const deal = await this.deals.get<DealAnswer>(`/deals/${dealId}`).catch(() => undefined);
    return deal?.externalDealId ?? undefined;
  }

  /** A filter of letters with both ids of its deal. */
  async complete<T extends { readonly dealId?: string }>(
    filter: T,
  ): Promise<T & { readonly externalDealId?: string }> {
    const externalDealId = await this.externalOf(filter.dealId);
    return externalDealId === undefined ? filter : { ...filter, externalDealId };
  }
}
