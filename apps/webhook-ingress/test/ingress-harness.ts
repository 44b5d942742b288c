import { createHmac } from 'node:crypto';
import {
  createTestDatabase,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { webhookIngressSchema } from '../src/webhook-ingress.schema';
import { webhookIngress } from '../src/webhook-ingress.service';

export const SECRET = 'sample-secret-of-the-tests';

/** The real service with a database and a broker namespace of its own. */
export class IngressHarness {
  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly service: TestService,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<IngressHarness> {
    const database = await createTestDatabase([webhookIngressSchema]);
    const broker = await TestBroker.open();
    const service = await startTestService(webhookIngress, {
      ...testEnvironment(database.url, broker),
      TBANK_WEBHOOK_SECRET: SECRET,
      ...environment,
    });
    return new IngressHarness(database, broker, service);
  }

  /** Posts a body; signed with the first secret unless a signature (or none) is given. */
  async post(
    body: string | Buffer,
    options: { signature?: string | null; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; contentType: string; retryAfter: string | null; json: unknown }> {
    const bytes = Buffer.from(body);
    const signature = options.signature === undefined ? sign(bytes) : options.signature;
    const response = await fetch(`${this.service.url}/api/v1/webhooks/tbank`, {
      method: 'POST',
      headers: { ...(signature === null ? {} : { 'x-signature': signature }), ...options.headers },
      body: bytes,
    });
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      json: await response.json(),
    };
  }

  events(): Promise<StoredEvent[]> {
    return this.database.query<StoredEvent>(
      'SELECT * FROM webhook_ingress.bank_events ORDER BY received_at, event_id',
    );
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.broker.drop();
    await this.database.drop();
  }
}

export interface StoredEvent {
  event_id: string;
  event_type: string | null;
  body: Buffer;
  quarantine_reason: string | null;
  duplicates: number;
  source_address: string;
}

export function sign(body: Buffer | string, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

export function eventBody(id: string, type = 'payment.completed'): string {
  return JSON.stringify({
    id,
    type,
    createdAt: '2026-01-17T12:00:00Z',
    data: { dealId: 'deal-1' },
  });
}
