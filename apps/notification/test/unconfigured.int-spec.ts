import { newId } from '@lk/kernel';
import { eventually, type TestService } from '@lk/testing';
import { CabinetReceiver } from './cabinet-receiver';
import { NotificationStand } from './notification-stand';

/** Real: Postgres, RabbitMQ, the cabinet's HTTP server. Faked: nothing. */
describe('notification with channels missing, and in copies', () => {
  let stand: NotificationStand;

  beforeAll(async () => (stand = await NotificationStand.open()));
  afterAll(() => stand.close());

  const settled = (service: TestService, dealId: string, status: string) =>
    eventually(async () => {
      const deliveries = await stand.deliveries(service, `dealId=${dealId}`);
      expect(deliveries.map((delivery) => delivery.status)).toEqual(
        deliveries.length === 2 ? [status, status] : [status],
      );
      expect(deliveries.length).toBeGreaterThan(0);
      return deliveries;
    });

  it('records what it would have sent', async () => {
    const service = await stand.start();
    const dealId = newId();
    stand.notify(dealId, { audience: 'support' });
    const deliveries = await settled(service, dealId, 'recorded');
    expect(deliveries.map(({ channel }) => channel).sort()).toEqual(['cabinet', 'email']);
    expect(deliveries[0]).toMatchObject({ attempts: 0, deliveredAt: null });
    expect(deliveries[0]?.text).toContain(`Оплата по сделке ${dealId}`);
    expect(await stand.metrics(service)).toMatch(/outcome="recorded"[^}]*\} 1/);
    await service.stop();
  });

  it('delivers each of many once from two copies', async () => {
    const cabinet = await CabinetReceiver.start();
    const environment = {
      NOTIFICATION_WEBHOOK_URL: cabinet.url,
      NOTIFICATION_WEBHOOK_SECRET: 'sample-webhook-secret',
    };
    const copies = await Promise.all([stand.start(environment), stand.start(environment)]);
    const dealIds = Array.from({ length: 60 }, () => newId());
    for (const dealId of dealIds) stand.notify(dealId);
    await eventually(() => expect(cabinet.requests.length).toBeGreaterThanOrEqual(60));
    for (const dealId of dealIds) await settled(copies[0], dealId, 'delivered');
    expect(new Set(cabinet.requests.map(({ body }) => body.dealId)).size).toBe(60);
    expect(cabinet.requests).toHaveLength(60);
    await Promise.all(copies.map((copy) => copy.stop()));
    await cabinet.stop();
  });
});
