import { EXCHANGES } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventMessage, newEvent } from '@lk/messaging';
import {
  createTestDatabase,
  eventually,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { type DeliveryView } from '../src/adapters/notifications.controller';
import { notificationSchema } from '../src/notification.schema';
import { notification } from '../src/notification.service';

/** The database and the broker of one test file, and services started on them. */
export class NotificationStand {
  private readonly services: TestService[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
  ) {}

  static async open(): Promise<NotificationStand> {
    const database = await createTestDatabase([notificationSchema]);
    return new NotificationStand(database, await TestBroker.open());
  }

  /** One copy of the service, ready to consume; quick repeats. */
  async start(environment: Record<string, string> = {}): Promise<TestService> {
    const service = await startTestService(notification, {
      ...testEnvironment(this.database.url, this.broker),
      NOTIFICATION_RETRY_BASE_MS: '20',
      NOTIFICATION_POLL_MS: '50',
      ...environment,
    });
    this.services.push(service);
    await eventually(async () => {
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    });
    return service;
  }

  /** @returns the id of the event */
  publish(type: string, data: object, id = newId()): string {
    const event = newEvent({ id, source: 'test', type, time: new Date(), data });
    const { exchange, routingKey, body, messageId } = eventMessage(EXCHANGES.lkEvents, event);
    this.broker.publish(exchange, routingKey, body, { messageId });
    return id;
  }

  notify(dealId: string, more: object = {}): string {
    const data = { template: 'payment-completed', audience: 'participants', dealId };
    return this.publish('notification.requested', { ...data, dedupKey: newId(), ...more });
  }

  /** What the service tells over HTTP about a deal. */
  async deliveries(service: TestService, query: string): Promise<DeliveryView[]> {
    const headers = { authorization: 'Bearer sample-internal-token' };
    const response = await fetch(`${service.url}/notifications?${query}`, { headers });
    expect(response.status).toBe(200);
    return ((await response.json()) as { deliveries: DeliveryView[] }).deliveries;
  }

  /** Deliveries of messages that this copy has dealt with, repeats included. */
  async handled(service: TestService): Promise<number> {
    const text = await this.metrics(service);
    const counts = text.matchAll(
      /^message_handling_seconds_count\{[^}]*outcome="done"[^}]*\} (\d+)/gm,
    );
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async metrics(service: TestService): Promise<string> {
    return (await fetch(`${service.url}/metrics`)).text();
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.broker.drop();
    await this.database.drop();
  }
}
