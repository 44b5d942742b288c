import { type StoredReferences } from './event-references';

/** A proven webhook, ready to be stored. */
export interface ReceivedWebhook {
  readonly eventId: string;
  readonly body: Buffer;
  /** Of the body, hex: tells a repeat from another event under the same id. */
  readonly bodyHash: string;
  readonly receivedAt: Date;
  readonly sourceAddress: string;
  readonly outcome:
    | {
        readonly kind: 'accepted';
        readonly type: string;
        readonly createdAt?: Date;
        readonly rawData: string;
        readonly references: StoredReferences;
      }
    | { readonly kind: 'quarantined'; readonly reason: string };
}

/** `conflict`: the id is known with another body; the body is kept in quarantine as evidence. */
export type StoredAs = 'stored' | 'duplicate' | 'conflict';
