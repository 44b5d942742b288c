/** What owners answer, as far as on call shows it. Personal fields are not named here and so not read. */
export interface ChangeAnswer {
  readonly from: string | null;
  readonly to: string;
  readonly cause: { readonly kind: 'event' | 'command' | 'reconciliation'; readonly id: string };
  readonly at: string;
}

export interface DealAnswer {
  readonly dealId: string;
  readonly externalDealId: string | null;
  readonly status: string;
  readonly bankStatus: string;
  readonly amountKopecks: string;
  readonly version: number;
}

export interface DealChangesAnswer {
  readonly changes: readonly (ChangeAnswer & { readonly field: string })[];
}

export interface PayoutAnswer {
  readonly payoutId: string;
  readonly dealId: string;
  readonly externalDealId: string | null;
  readonly recipientId: string;
  readonly externalRecipientId: string;
  readonly paymentId: string | null;
  readonly status: string;
  readonly amountKopecks: string;
  readonly version: number;
  readonly history: readonly ChangeAnswer[];
}

export interface SelfEmployedAnswer {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string | null;
  readonly status: string;
  readonly version: number;
  readonly flaggedAt: string | null;
  readonly history: readonly ChangeAnswer[];
}

export interface SelfEmployedFactsAnswer {
  readonly personRef: string;
  readonly facts: readonly {
    readonly eventId: string;
    readonly kind: 'ready' | 'cancelled';
    readonly receiptId: string | null;
    readonly amountKopecks: string | null;
    readonly at: string;
  }[];
}

export interface CommandsAnswer {
  readonly commands: readonly {
    readonly id: string;
    readonly command: string;
    readonly subject: string;
    readonly receivedAt: string;
    readonly finishedAt: string | null;
    readonly status: string;
    readonly errorCode: string | null;
  }[];
}

export interface DeliveriesAnswer {
  readonly deliveries: readonly {
    readonly id: string;
    readonly kind: string;
    readonly channel: string;
    readonly audience: string;
    readonly template: string;
    readonly severity: string | null;
    readonly dealId: string | null;
    readonly payoutId: string | null;
    readonly selfEmployedId: string | null;
    readonly status: string;
    readonly attempts: number;
    readonly count: number;
    readonly errorCode: string | null;
    readonly createdAt: string;
    readonly deliveredAt: string | null;
  }[];
}

/** The log of webhooks; ids are the bank's. */
export interface EventAnswer {
  readonly eventId: string;
  readonly type: string | null;
  readonly state: 'published' | 'quarantined';
  readonly receivedAt: string;
  readonly duplicates: number;
  readonly lastDuplicateAt: string | null;
  readonly redeliveries: number;
  readonly lastRedeliveredAt: string | null;
  readonly quarantineReason: string | null;
  readonly sourceAddress: string;
  readonly size: number;
  readonly externalDealId: string | null;
  readonly externalRecipientId: string | null;
  readonly externalPaymentId: string | null;
}

export interface EventsAnswer {
  readonly events: readonly EventAnswer[];
  readonly next: string | null;
}

/** What differs between our records and the bank's. */
export interface DriftsAnswer {
  readonly drifts: readonly {
    readonly driftId: string;
    readonly class: string;
    readonly status: string;
    readonly dealId: string | null;
    readonly payoutId: string | null;
    readonly selfEmployedId: string | null;
    readonly amountKopecks: string | null;
    /** Null: it may still be a message in flight, and is not called drift yet. */
    readonly openedAt: string | null;
    readonly repairedAt: string | null;
    readonly closedAt: string | null;
    readonly runId: string;
    /** `X-Request-Id` of the call in which the bank said so. */
    readonly requestId: string | null;
  }[];
}

export interface ReportAnswer {
  readonly green: boolean;
  readonly open: number;
}

export interface RunsAnswer {
  readonly runs: readonly { readonly finishedAt: string | null }[];
}
