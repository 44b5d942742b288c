import { type SelfEmployedStatus } from '@lk/contracts';
import {
  type ReceiptEntity,
  type SelfEmployedEntity,
  type SelfEmployedHistoryEntity,
} from './self-employed.entities';

/** `GET /self-employed/{selfEmployedId}`; amounts in kopecks as text, no INN. */
export interface SelfEmployedView {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string | null;
  readonly status: SelfEmployedStatus;
  readonly flagged: boolean;
  readonly flaggedAt: string | null;
  readonly cancelledReceipts: number;
  readonly lastCancelledAt: string | null;
  readonly version: number;
  readonly receipts: readonly {
    readonly receiptId: string;
    readonly status: string;
    readonly amountKopecks: string | null;
  }[];
  readonly history: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly cause: { readonly kind: string; readonly id: string };
    readonly at: string;
  }[];
}

export function viewSelfEmployed(
  person: SelfEmployedEntity,
  receipts: readonly ReceiptEntity[],
  history: readonly SelfEmployedHistoryEntity[],
): SelfEmployedView {
  return {
    ...viewVerdict(person),
    flaggedAt: person.flaggedAt?.toISOString() ?? null,
    cancelledReceipts: person.cancelledReceipts,
    lastCancelledAt: person.lastCancelledAt?.toISOString() ?? null,
    version: person.version,
    receipts: receipts.map(({ receiptId, status, amountKopecks }) => {
      return { receiptId, status, amountKopecks: amountKopecks?.toString() ?? null };
    }),
    history: history.map(viewChange),
  };
}

function viewChange(row: SelfEmployedHistoryEntity): SelfEmployedView['history'][number] {
  const cause = { kind: row.causeKind, id: row.causeId };
  return { from: row.fromState, to: row.toState, cause, at: row.at.toISOString() };
}

/** `POST /self-employed/lookup`: what must be known before a payout. */
export interface VerdictView {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string | null;
  readonly status: SelfEmployedStatus;
  readonly flagged: boolean;
}

export function viewVerdict(person: SelfEmployedEntity): VerdictView {
  const { selfEmployedId, externalRecipientId, status, flaggedAt } = person;
  return { selfEmployedId, externalRecipientId, status, flagged: flaggedAt !== null };
}
