import { type TimelineEntry } from '../../domain/timeline/timeline-entry';

export const SUBJECT_KINDS = ['deal', 'payout', 'self-employed'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** All names under which the parts of the system know a record. Ids of the bank are `external…`. */
export interface SubjectNames {
  readonly dealIds: readonly string[];
  readonly payoutIds: readonly string[];
  readonly selfEmployedIds: readonly string[];
  readonly externalDealIds: readonly string[];
  readonly externalPaymentIds: readonly string[];
  readonly externalRecipientIds: readonly string[];
  /** What webhooks about a person are kept under; tells nothing of them. */
  readonly personRefs: readonly string[];
  /** Events that changed the record, or that are about it. */
  readonly eventIds: readonly string[];
  /** A payout without a payment id in its events: they name deal and recipient together. */
  readonly share?: { readonly externalDealId: string; readonly externalRecipientId: string };
}

export const NO_NAMES: SubjectNames = {
  dealIds: [],
  payoutIds: [],
  selfEmployedIds: [],
  externalDealIds: [],
  externalPaymentIds: [],
  externalRecipientIds: [],
  personRefs: [],
  eventIds: [],
};

/** What the owner says of the record now. */
export interface SubjectState {
  /** Null: its owner did not answer, or does not know it. */
  readonly status: string | null;
  readonly bankStatus?: string;
  readonly amountKopecks?: string;
  readonly version?: number;
}

/** The record a timeline is about, as its owners tell it. */
export interface TimelineSubject {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly state: SubjectState;
  readonly names: SubjectNames;
  /** The history of its state. */
  readonly history: readonly TimelineEntry[];
}
