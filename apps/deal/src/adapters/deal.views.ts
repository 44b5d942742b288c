import { type DealStatus } from '@lk/contracts';
import { type DealEntity, type DealHistoryEntity, type RecipientEntity } from './deal.entities';
import { type DealRecord } from './deal.repository';

/** `GET /deals/{dealId}`; amounts in kopecks as text. */
export interface DealView {
  readonly dealId: string;
  readonly externalDealId: string | null;
  readonly status: DealStatus;
  readonly bankStatus: string;
  readonly amountKopecks: string;
  readonly version: number;
  readonly contradictions: readonly string[];
  readonly recipients: readonly {
    readonly recipientId: string;
    readonly externalRecipientId: string | null;
    readonly role: string;
    readonly payoutStatus: string;
    readonly shareKopecks: string;
    readonly paidAt: string | null;
  }[];
  readonly steps: readonly {
    readonly stepId: string;
    readonly externalStepId: string | null;
    readonly description: string;
  }[];
  readonly history: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly cause: { readonly kind: string; readonly id: string };
    readonly at: string;
  }[];
}

export function viewDeal(
  { deal, recipients, steps }: DealRecord,
  history: readonly DealHistoryEntity[],
): DealView {
  const { dealId, externalDealId, status, bankStatus, version, contradictions } = deal;
  return {
    dealId,
    externalDealId,
    status,
    bankStatus,
    amountKopecks: deal.amountKopecks.toString(),
    version,
    contradictions,
    recipients: recipients.map((recipient) => ({
      recipientId: recipient.recipientId,
      externalRecipientId: recipient.externalRecipientId,
      role: recipient.role,
      payoutStatus: recipient.payoutStatus,
      shareKopecks: recipient.shareKopecks.toString(),
      paidAt: recipient.paidAt?.toISOString() ?? null,
    })),
    steps: steps.map(({ stepId, externalStepId, description }) => {
      return { stepId, externalStepId, description };
    }),
    history: history.map(viewChange),
  };
}

function viewChange(row: DealHistoryEntity): DealView['history'][number] {
  const cause = { kind: row.causeKind, id: row.causeId };
  return { from: row.fromState, to: row.toState, cause, at: row.at.toISOString() };
}

/** `GET /deals/{dealId}/changes`. */
export interface DealChangesView {
  readonly changes: readonly (DealView['history'][number] & {
    /** `status`, `bankStatus`, or `recipient:<id>`. */
    readonly field: string;
  })[];
}

export function viewChanges(rows: readonly DealHistoryEntity[]): DealChangesView {
  return { changes: rows.map((row) => ({ field: row.field, ...viewChange(row) })) };
}

/** `GET /deals/{dealId}/recipients/{recipientId}/payout-terms`. */
export interface PayoutTermsView {
  readonly dealStatus: DealStatus;
  readonly externalDealId: string | null;
  readonly accountNumber: string;
  readonly shareKopecks: string;
  readonly legalType: string;
  readonly inn: string;
  readonly externalRecipientId: string | null;
  readonly bankDetailsId: string | null;
}

export function viewPayoutTerms(
  deal: DealEntity,
  dealStatus: DealStatus,
  recipient: RecipientEntity,
): PayoutTermsView {
  return {
    dealStatus,
    externalDealId: deal.externalDealId,
    accountNumber: deal.accountNumber,
    shareKopecks: recipient.shareKopecks.toString(),
    legalType: recipient.legalType,
    inn: recipient.inn,
    externalRecipientId: recipient.externalRecipientId,
    bankDetailsId: recipient.bankDetailsId,
  };
}
