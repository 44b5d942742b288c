import { createHmac } from 'node:crypto';
import { acceptedDeal, pay } from './deal-story';
import {
  ACCOUNT,
  eventually,
  RunningSimulator,
  WEBHOOK_SECRET,
  WebhookReceiver,
} from './simulator-harness';

/** Real: HTTP server, sockets, webhook receiver. Faked: nothing. */
describe('the life of a deal at the bank', () => {
  const receiver = new WebhookReceiver();
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_WEBHOOK_URL: await receiver.start(),
      SIM_SETTLE_DELAY_MS: '5',
      SIM_RATE_LIMIT_ENABLED: 'false',
    });
  });
  afterAll(async () => {
    await simulator.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    receiver.received.length = 0;
  });

  it('goes from draft to completed when all money paid in was paid out', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`, { amount: 1234.56 });
    const payout = await pay(simulator, { dealId });
    expect(payout.status).toBe(201);
    expect(payout.body).toMatchObject({
      type: 'REGULAR',
      status: 'PENDING',
      amount: 1234.56,
      dealId,
    });
    await eventually(async () => {
      const deal = await simulator.bank('GET', `/nominal-accounts/deals/${dealId}`);
      expect(deal.body.status).toBe('COMPLETED');
      expect(receiver.types().sort()).toEqual([
        'deal.accepted',
        'deal.completed',
        'deal.created',
        'payment.completed',
        'payment.pending',
        'payout.completed',
        'payout.initiated',
      ]);
    });
  });

  it('signs the exact bytes of every webhook', async () => {
    await simulator.bank('POST', '/nominal-accounts/deals', { accountNumber: ACCOUNT });
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const [{ headers, raw, json }] = receiver.received as [(typeof receiver.received)[0]];
    const expected = createHmac('sha256', WEBHOOK_SECRET).update(raw).digest('hex');
    expect(headers['x-signature']).toBe(expected);
    expect(Object.keys(json)).toEqual(['id', 'type', 'createdAt', 'data']);
  });
});
