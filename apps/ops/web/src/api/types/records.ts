import { type Principal } from './session';

export const EVENT_STATES = ['published', 'quarantined'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** A webhook as the ingress stored it. */
export interface EventView {
  readonly eventId: string;
  readonly type: string | null;
  readonly receivedAt: string;
  readonly state: EventState;
  readonly duplicates: number;
  readonly lastDuplicateAt: string | null;
  /** How often on call had it published again. */
  readonly redeliveries: number;
  readonly lastRedeliveredAt: string | null;
  readonly quarantineReason: string | null;
  readonly sourceAddress: string;
  readonly size: number;
  readonly externalDealId: string | null;
  readonly externalRecipientId: string | null;
  readonly externalPaymentId: string | null;
}

export interface EventList {
  readonly events: readonly EventView[];
  readonly next: string | null;
}

export interface RevealedEvent {
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
}

export const TIMELINE_SUBJECTS = ['deal', 'payout', 'self-employed'] as const;
export type TimelineSubject = (typeof TIMELINE_SUBJECTS)[number];

export type TimelineKind =
  | 'webhook'
  | 'command'
  | 'bank-call'
  | 'state'
  | 'dead-letter'
  | 'replay'
  | 'edit'
  | 'notification'
  | 'drift'
  | 'repair';

export interface TimelineEntry {
  readonly at: string;
  readonly kind: TimelineKind;
  readonly title: string;
  readonly status: string | null;
  readonly cause: {
    readonly kind: 'event' | 'command' | 'reconciliation' | 'replay';
    readonly id: string;
  } | null;
  readonly ids: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string | number | null>>;
}

export interface TimelineView {
  readonly subject: {
    readonly kind: TimelineSubject;
    readonly id: string;
    /** Null: its owner did not answer, or does not know it. */
    readonly status: string | null;
    readonly bankStatus?: string | null;
    readonly amountKopecks?: string | null;
    readonly version?: number | null;
  };
  readonly entries: readonly TimelineEntry[];
  readonly missing: readonly { readonly source: string; readonly reason: string }[];
}

export interface AuditRecord {
  readonly seq: number | string;
  readonly at: string;
  readonly actor: Principal;
  readonly action: string;
  readonly subject: string | null;
  readonly reason: string | null;
  readonly outcome: 'allowed' | 'refused';
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly hash: string;
}

export interface AuditList {
  readonly records: readonly AuditRecord[];
  readonly next: number | string | null;
}

export interface AuditVerdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly firstBrokenSeq: number | string | null;
  readonly reason: string | null;
}
