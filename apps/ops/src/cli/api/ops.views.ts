/** What the API answers about everything but jobs; only what the command line reads. */
export interface LetterView {
  readonly id: string;
  readonly status: string;
  readonly statusAt: string;
  readonly queue: string;
  readonly kind: string;
  readonly type: string | null;
  readonly messageId: string | null;
  readonly correlationId: string | null;
  readonly errorCode: string;
  readonly bankErrorCode: string | null;
  readonly errorMessage: string;
  readonly fingerprint: string;
  readonly dealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly externalDealId: string | null;
  readonly externalPaymentId: string | null;
  readonly amountKopecks: string | null;
  readonly attempts: number;
  readonly occurrences: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
}

export interface LetterDetails extends LetterView {
  readonly earlierFailures?: readonly {
    readonly at: string;
    readonly errorCode: string;
    readonly errorMessage: string;
  }[];
  readonly replays?: readonly {
    readonly jobId: string;
    readonly result: string;
    readonly at: string | null;
    readonly errorCode: string | null;
  }[];
  readonly edits?: readonly { readonly id: string; readonly state: string }[];
}

export interface LetterListView {
  readonly deadLetters: readonly LetterView[];
  readonly next: string | null;
}

export interface LetterStats {
  readonly open: number;
  readonly replaying: number;
  readonly resolved: number;
  readonly discarded: number;
  readonly openKopecks: string;
  readonly groups: number;
  readonly oldestOpenSince: string | null;
  readonly byQueue: readonly {
    readonly queue: string;
    readonly open: number;
    readonly oldestOpenSince: string | null;
  }[];
}

export interface GroupView {
  readonly key: string | null;
  readonly open: number;
  readonly replaying: number;
  readonly total: number;
  readonly openKopecks: string;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
  readonly openSince: string | null;
  readonly queue?: string;
  readonly type?: string | null;
  readonly errorCode?: string;
  readonly bankErrorCode?: string | null;
  readonly sampleMessage?: string;
  readonly note?: string | null;
  readonly noteBy?: string | null;
}

export interface Revealed {
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface EditView {
  readonly id: string;
  readonly letterId: string;
  readonly state: string;
  readonly diff: readonly {
    readonly path: string;
    readonly before?: unknown;
    readonly after?: unknown;
    readonly money: boolean;
  }[];
  readonly problems: readonly unknown[];
}

export interface EventView {
  readonly eventId: string;
  readonly type: string | null;
  readonly receivedAt: string;
  readonly duplicates: number;
  readonly lastDuplicateAt: string | null;
  readonly quarantineReason: string | null;
  readonly sourceAddress?: string | null;
  readonly size: number;
}

export interface EventListView {
  readonly events: readonly EventView[];
  readonly next: string | null;
}

export interface TimelineView {
  readonly subject: Readonly<Record<string, string | number | null | undefined>>;
  readonly entries: readonly TimelineEntry[];
  readonly missing: readonly { readonly source: string; readonly reason: string }[];
}

export interface TimelineEntry {
  readonly at: string;
  readonly kind: string;
  readonly title: string;
  readonly status: string | null;
  readonly cause: { readonly kind: string; readonly id: string } | null;
  readonly ids: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string | number | null>>;
}

export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly via: string;
}

export interface SessionView {
  readonly principal: Principal;
  readonly csrfToken: string;
  readonly expiresAt: string | null;
}

export interface AuditListView {
  readonly records: readonly {
    readonly seq: number | string;
    readonly at: string;
    readonly actor: Principal;
    readonly action: string;
    readonly subject: string | null;
    readonly reason: string | null;
    readonly outcome: string;
    readonly details: Readonly<Record<string, unknown>> | null;
    readonly hash: string;
  }[];
  readonly next: string | null;
}

export interface AuditVerdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly firstBrokenSeq: number | string | null;
  readonly reason: string | null;
}
