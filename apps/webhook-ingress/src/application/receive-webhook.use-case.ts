import { type Clock, personRef, sha256Hex } from '@lk/kernel';
import { bodyIdentity, readEnvelope } from '../domain/bank-envelope';
import { storedReferences } from '../domain/event-references';
import { type ReceivedWebhook, type StoredAs } from '../domain/received-webhook';
import { type SignatureVerifier } from '../domain/signature';

/** The raw material: nothing of it is parsed before the signature is proven. */
export interface IncomingWebhook {
  readonly body: Buffer;
  readonly signature: string | undefined;
  readonly sourceAddress: string;
}

export type WebhookVerdict =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'accepted' | 'quarantined';
      readonly eventId: string;
      readonly storedAs: StoredAs;
    };

/** Resolves when the webhook is durable. */
export type StoreWebhook = (webhook: ReceivedWebhook) => Promise<StoredAs>;

/** Proves, understands and stores one webhook. */
export class ReceiveWebhook {
  /** @param personKey key of the references to people: an INN itself is in the body only */
  constructor(
    private readonly verifier: SignatureVerifier,
    private readonly store: StoreWebhook,
    private readonly clock: Clock,
    private readonly personKey: string,
  ) {}

  async execute(incoming: IncomingWebhook): Promise<WebhookVerdict> {
    if (!this.verifier.verify(incoming.body, incoming.signature)) return { kind: 'refused' };
    const webhook = this.understand(incoming);
    const storedAs = await this.store(webhook);
    return { kind: webhook.outcome.kind, eventId: webhook.eventId, storedAs };
  }

  private understand({ body, sourceAddress }: IncomingWebhook): ReceivedWebhook {
    const reading = readEnvelope(body);
    const common = { body, bodyHash: sha256Hex(body), receivedAt: this.clock.now(), sourceAddress };
    if (!reading.understood) {
      const outcome = { kind: 'quarantined', reason: reading.reason } as const;
      return { ...common, eventId: bodyIdentity(body), outcome };
    }
    const { eventId, type, createdAt, rawData } = reading.envelope;
    const references = storedReferences(reading.envelope.references, (inn) =>
      personRef(inn, this.personKey),
    );
    return {
      ...common,
      eventId,
      outcome: { kind: 'accepted', type, createdAt, rawData, references },
    };
  }
}
