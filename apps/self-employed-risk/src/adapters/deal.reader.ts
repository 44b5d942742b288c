import { readOrUndefined } from '@lk/platform';
import { type AxiosInstance } from 'axios';

interface DealAnswer {
  readonly externalDealId: string | null;
}

/** Reads the deal service, the owner of what the bank calls a deal. */
export class DealReader {
  constructor(private readonly http: AxiosInstance) {}

  /**
   * The bank's id of a deal of ours; undefined while there is no such deal, or not at the bank.
   * @throws AppError `OWNER_UNAVAILABLE` (transient), so that the message comes back later
   */
  async findExternalId(dealId: string): Promise<string | undefined> {
    const answer = await readOrUndefined('deal', () =>
      this.http.get<DealAnswer>(`/deals/${dealId}`),
    );
    return answer?.externalDealId ?? undefined;
  }
}
