import { type DealStatus, type LegalType } from '@lk/contracts';
import { readOrUndefined } from '@lk/platform';
import { type AxiosInstance } from 'axios';

/** What the deal service says of a recipient's share; the owner is asked, so it is never stale. */
export interface DealTerms {
  readonly dealStatus: DealStatus;
  readonly externalDealId: string | undefined;
  readonly accountNumber: string;
  readonly shareKopecks: bigint;
  readonly legalType: LegalType;
  readonly inn: string;
  readonly externalRecipientId: string | undefined;
  readonly bankDetailsId: string | undefined;
}

interface TermsAnswer {
  dealStatus: DealStatus;
  externalDealId: string | null;
  accountNumber: string;
  shareKopecks: string;
  legalType: LegalType;
  inn: string;
  externalRecipientId: string | null;
  bankDetailsId: string | null;
}

/** Reads the deal service. */
export class DealReader {
  constructor(private readonly http: AxiosInstance) {}

  /** @throws AppError `OWNER_UNAVAILABLE` (transient) */
  async findTerms(dealId: string, recipientId: string): Promise<DealTerms | undefined> {
    const path = `/deals/${dealId}/recipients/${encodeURIComponent(recipientId)}/payout-terms`;
    const answer = await readOrUndefined('deal', () => this.http.get<TermsAnswer>(path));
    return (
      answer && {
        ...answer,
        externalDealId: answer.externalDealId ?? undefined,
        shareKopecks: BigInt(answer.shareKopecks),
        externalRecipientId: answer.externalRecipientId ?? undefined,
        bankDetailsId: answer.bankDetailsId ?? undefined,
      }
    );
  }
}
