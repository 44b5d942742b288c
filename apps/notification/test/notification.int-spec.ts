import { createHmac } from 'node:crypto';
import { HEADERS } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually, type TestService } from '@lk/testing';
import { CabinetReceiver } from './cabinet-receiver';
import { MailServer } from './mail-server';
import { NotificationStand } from './notification-stand';

const SECRET = 'sample-webhook-secret';

/** Real: Postgres, RabbitMQ, the cabinet's HTTP server, the SMTP server. Faked: nothing. */
describe('notification', () => {
  let stand: NotificationStand;
  let cabinet: CabinetReceiver;
  let mail: MailServer;
  let service: TestService;

  beforeAll(async () => {
    [stand, cabinet, mail] = await Promise.all([
      NotificationStand.open(),
      CabinetReceiver.start(),
      MailServer.start(),
    ]);
    service = await stand.start({
      NOTIFICATION_WEBHOOK_URL: cabinet.url,
      NOTIFICATION_WEBHOOK_SECRET: SECRET,
      SMTP_URL: mail.url,
      NOTIFICATION_EMAIL_FROM: 'system@example.test',
      NOTIFICATION_SUPPORT_EMAIL: 'support@example.test',
      NOTIFICATION_MAX_ATTEMPTS: '4',
      NOTIFICATION_TIMEOUT_MS: '2000',
    });
  });

  afterAll(async () => {
    await stand.close();
    await Promise.all([cabinet.stop(), mail.stop()]);
  });

  /** Waits until the deal has that many deliveries, all of them over. */
  const over = (dealId: string, count: number) =>
    eventually(async () => {
      const deliveries = await stand.deliveries(service, `dealId=${dealId}`);
      expect(deliveries).toHaveLength(count);
      expect(deliveries.filter(({ status }) => status === 'pending')).toEqual([]);
      return deliveries;
    });

  /** Publishes by the given function and waits until everything it published is dealt with. */
  const handle = async (count: number, publish: () => void): Promise<void> => {
    const before = await stand.handled(service);
    publish();
    await eventually(async () => expect(await stand.handled(service)).toBe(before + count));
  };

  it('tells participants through the cabinet, signed, and nobody by e-mail', async () => {
    const dealId = newId();
    stand.notify(dealId, { parameters: { amountKopecks: '150050' } });
    const [delivery] = await over(dealId, 1);
    expect(delivery).toMatchObject({ channel: 'cabinet', status: 'delivered', attempts: 1 });
    const [request] = cabinet.about(dealId);
    expect(request?.body).toEqual({
      id: delivery?.id,
      kind: 'notification',
      template: 'payment-completed',
      audience: 'participants',
      dealId,
      text: `Оплата по сделке ${dealId} на сумму 1 500,50 ₽ получена. Деньги находятся на номинальном счёте до завершения сделки.`,
      parameters: { amountKopecks: '150050' },
      createdAt: delivery?.createdAt,
    });
    const signature = createHmac('sha256', SECRET)
      .update(request?.raw ?? '')
      .digest('hex');
    expect(request?.headers).toMatchObject({
      'x-signature': signature,
      'idempotency-key': delivery?.id,
      'content-type': 'application/json',
    });
  });

  it('tells support of an alert in the cabinet and by e-mail', async () => {
    const dealId = newId();
    const alert = { code: 'FACTS_CONTRADICT', severity: 'warning', summary: 'Two facts disagree' };
    stand.publish('alert.raised', { ...alert, dedupKey: newId(), details: { dealId } });
    const deliveries = await over(dealId, 2);
    expect(deliveries.map(({ channel, status }) => `${channel} ${status}`).sort()).toEqual([
      'cabinet delivered',
      'email delivered',
    ]);
    const [request] = cabinet.about(dealId);
    expect(request?.body).toMatchObject({ kind: 'alert', code: 'FACTS_CONTRADICT', dealId });
    const letter = mail.letters.find(({ text }) => text.includes(dealId));
    expect(letter).toMatchObject({ from: 'system@example.test', to: ['support@example.test'] });
    expect(letter?.text).toContain('Предупреждение: FACTS_CONTRADICT. Two facts disagree');
  });

  it('delivers once what came twice, at the same moment and later', async () => {
    const dealId = newId();
    const data = { template: 'deal-paid-out', audience: 'participants', dealId, dedupKey: newId() };
    const id = newId();
    await handle(3, () => {
      for (let copy = 0; copy < 3; copy += 1) stand.publish('notification.requested', data, id);
    });
    await handle(1, () => stand.publish('notification.requested', data, id));
    expect(await over(dealId, 1)).toMatchObject([{ count: 1 }]);
    expect(cabinet.about(dealId)).toHaveLength(1);
  });

  it('makes one delivery of two requests with one key', async () => {
    const dealId = newId();
    const dedupKey = newId();
    await handle(2, () => {
      stand.notify(dealId, { dedupKey });
      stand.notify(dealId, { dedupKey });
    });
    await over(dealId, 1);
    expect(cabinet.about(dealId)).toHaveLength(1);
  });

  it('counts equal alerts on one delivery, also when they come at once', async () => {
    const dealId = newId();
    const alert = { code: 'PAYOUT_STUCK', severity: 'info', summary: 'A payout does not move' };
    const data = { ...alert, dedupKey: newId(), details: { dealId } };
    await handle(5, () => {
      for (let repeat = 0; repeat < 5; repeat += 1) stand.publish('alert.raised', data);
    });
    expect(await over(dealId, 2)).toMatchObject([{ count: 5 }, { count: 5 }]);
    expect(cabinet.about(dealId)).toHaveLength(1);
  });

  it('finds what was told about a payout or a person', async () => {
    const [payoutId, selfEmployedId] = [newId(), newId()];
    const alert = { code: 'PAYOUT_STUCK', severity: 'info', summary: 'A payout does not move' };
    await handle(2, () => {
      stand.publish('alert.raised', { ...alert, dedupKey: newId(), details: { payoutId } });
      stand.publish('alert.raised', { ...alert, dedupKey: newId(), details: { selfEmployedId } });
    });
    const about = async (query: string) =>
      (await stand.deliveries(service, query)).map((row) => [row.payoutId, row.selfEmployedId]);
    expect(await about(`payoutId=${payoutId}`)).toEqual(Array(2).fill([payoutId, null]));
    expect(await about(`selfEmployedId=${selfEmployedId}`)).toEqual(
      Array(2).fill([null, selfEmployedId]),
    );
    expect(await about(`payoutId=${payoutId}&dealId=${newId()}`)).toEqual([]);
  });

  it('opens a new delivery for an alert after its window', async () => {
    const dealId = newId();
    const alert = { code: 'PAYOUT_STUCK', severity: 'info', summary: 'A payout does not move' };
    const data = { ...alert, dedupKey: newId(), details: { dealId } };
    await handle(1, () => stand.publish('alert.raised', data));
    await stand.database.query(
      `UPDATE notification.deliveries SET window_start = window_start - interval '61 minutes'
       WHERE dedup_key = $1`,
      [data.dedupKey],
    );
    await handle(1, () => stand.publish('alert.raised', data));
    expect(await over(dealId, 4)).toMatchObject(Array(4).fill({ count: 1, status: 'delivered' }));
  });

  it('repeats with the same bytes until the cabinet is well again', async () => {
    const dealId = newId();
    cabinet.answer({ status: 500 }, { status: 500 }, { status: 200 });
    stand.notify(dealId);
    expect(await over(dealId, 1)).toMatchObject([{ status: 'delivered', attempts: 3 }]);
    const requests = cabinet.about(dealId);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ raw }) => raw.toString())).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('waits as long as the cabinet asks', async () => {
    const dealId = newId();
    cabinet.answer({ status: 429, headers: { 'retry-after': '2' } });
    const startedAt = Date.now();
    stand.notify(dealId);
    expect(await over(dealId, 1)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
    expect(Date.now() - startedAt).toBeGreaterThan(1900);
  });

  it('ends an attempt that gets no answer, and repeats it', async () => {
    const dealId = newId();
    cabinet.answer({ status: 0 });
    stand.notify(dealId);
    const waiting = () => stand.deliveries(service, `dealId=${dealId}`);
    await eventually(async () => expect(await waiting()).toMatchObject([{ attempts: 1 }]));
    expect(await over(dealId, 1)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
    const line = service.logs.find((entry) => entry.dealId === dealId);
    expect(line).toMatchObject({ errorCode: 'TIMEOUT', channel: 'cabinet' });
  });

  it('gives up at once what is refused, and keeps it', async () => {
    const dealId = newId();
    cabinet.answer({ status: 400 });
    stand.notify(dealId);
    const refused = { status: 'failed', attempts: 1, errorCode: 'HTTP_400', deliveredAt: null };
    expect(await over(dealId, 1)).toMatchObject([refused]);
  });

  it('gives up after the last attempt, and follows no redirect', async () => {
    const dealId = newId();
    const redirect = { status: 302, headers: { location: cabinet.url } };
    cabinet.answer(redirect, redirect, redirect, redirect);
    stand.notify(dealId);
    const given = { status: 'failed', attempts: 4, errorCode: 'HTTP_302' };
    expect(await over(dealId, 1)).toMatchObject([given]);
    expect(cabinet.about(dealId)).toHaveLength(4);
  });

  it('repeats a letter that the mail server defers and gives up one that it refuses', async () => {
    const notify = async (...codes: number[]) => {
      const dealId = newId();
      mail.refuse(...codes);
      stand.notify(dealId, { audience: 'support' });
      const deliveries = await over(dealId, 2);
      return deliveries.find(({ channel }) => channel === 'email');
    };
    expect(await notify(451)).toMatchObject({ status: 'delivered', attempts: 2 });
    expect(await notify(550)).toMatchObject({ status: 'failed', errorCode: 'SMTP_550' });
  });

  it('puts a payload that it cannot read to the dead letters', async () => {
    const id = stand.notify(newId(), { audience: 'everybody' });
    const letter = await eventually(async () => {
      const taken = await stand.broker.take('notification.events.dlq');
      expect(taken).toBeDefined();
      return taken;
    });
    expect(letter?.properties.headers).toMatchObject({
      [HEADERS.errorCode]: 'BAD_PAYLOAD',
      [HEADERS.eventId]: id,
    });
  });

  it('sends again what a killed copy had taken, when its lease is over', async () => {
    const dealId = newId();
    const id = newId();
    const insert = (lockedUntil: string): string =>
      `INSERT INTO notification.deliveries (id, channel, kind, template, audience, deal_id, parameters,
         subject, text, dedup_key, window_start, status, attempts, locked_until)
       VALUES ($1, 'cabinet', 'notification', 'deal-paid-out', 'participants', $2, '{}', '', '', $3,
         'epoch', 'pending', 1, ${lockedUntil})`;
    await stand.database.query(insert(`now() + interval '1 hour'`), [id, dealId, newId()]);
    await handle(1, () => stand.notify(newId()));
    expect(cabinet.about(dealId)).toEqual([]);
    await stand.database.query('UPDATE notification.deliveries SET locked_until = now()');
    expect(await over(dealId, 1)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('shows its figures, and no address or text in its log', async () => {
    const metrics = await stand.metrics(service);
    expect(metrics).toMatch(
      /notifications_delivered_total\{[^}]*channel="email",outcome="delivered"/,
    );
    expect(metrics).toMatch(/notifications_delivered_total\{[^}]*outcome="failed"/);
    expect(metrics).toMatch(/notifications_pending\{channel="cabinet"[^}]*\} 0/);
    const lines = service.logs.map((line) => JSON.stringify(line)).join('\n');
    expect(lines).toContain('notification given up');
    expect(lines).not.toMatch(/example\.test|127\.0\.0\.1:|Оплата/);
  });

  it('answers readers inside the cluster only, and only sensible questions', async () => {
    expect((await fetch(`${service.url}/notifications`)).status).toBe(401);
    const headers = { authorization: 'Bearer sample-internal-token' };
    const wrong = await fetch(`${service.url}/notifications?limit=0`, { headers });
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(await stand.deliveries(service, 'limit=2')).toHaveLength(2);
  });
});
