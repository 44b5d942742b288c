import { eventually, RunningSimulator } from './simulator-harness';

interface Row {
  arrivedMs: number;
  group: string;
  status: number;
}

const PERSON_LIST = '/self-employed/recipients/list';

/** Real: HTTP server, sockets and the clock. */
describe('the rate limit', () => {
  let simulator: RunningSimulator;
  const settings = (body: object) => simulator.sim('PUT', '/settings', body);
  const get = (path: string) => simulator.bank('GET', `/nominal-accounts${path}`);
  const people = (offset: number) => simulator.bank('POST', PERSON_LIST, { offset, limit: 1 });

  beforeAll(async () => {
    simulator = await RunningSimulator.start({ SIM_RATE_LIMITS: 'deals=3/60000' });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    await settings({ rateLimits: {}, retryAfter: 'seconds', selfEmployedListIntervalMs: 0 });
  });

  it('starts with the limits of the environment', async () => {
    const fresh = await RunningSimulator.start({ SIM_RATE_LIMITS: 'deals=3/60000' });
    const shown = await fresh.sim('GET', '/settings');
    await fresh.stop();
    expect(shown.body.rateLimits).toEqual({ deals: { limit: 3, windowMs: 60_000 } });
    await expect(RunningSimulator.start({ SIM_RATE_LIMITS: 'deals=3' })).rejects.toThrow(
      'SIM_RATE_LIMITS must be',
    );
  });

  it("is set per group, the others keep the bank's own", async () => {
    await settings({ rateLimits: { deals: { limit: 1, windowMs: 60_000 } } });
    const statuses = [];
    for (const path of ['/deals', '/deals', '/payments', '/payments']) {
      statuses.push((await get(path)).status);
    }
    expect(statuses).toEqual([200, 429, 200, 200]);
    expect(await simulator.ledger('requests')).toMatchObject([
      { group: 'deals', status: 200 },
      { group: 'deals', status: 429 },
      { group: 'payments', status: 200 },
      { group: 'payments', status: 200 },
    ]);
  });

  it.each([
    [{ nobody: { limit: 1, windowMs: 1 } }, 'rateLimits.nobody'],
    [{ deals: { limit: 0, windowMs: 1 } }, 'rateLimits.deals'],
    [{ deals: { limit: 1 } }, 'rateLimits.deals'],
  ])('refuses %j', async (rateLimits, field) => {
    const answer = await settings({ rateLimits });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errorDetails as object)).toEqual([field]);
  });

  it('can be recounted from the ledger, refusals included', async () => {
    const windowMs = 200;
    await settings({ rateLimits: { payments: { limit: 4, windowMs } } });
    for (let batch = 0; batch < 6; batch += 1) {
      await Promise.all(Array.from({ length: 8 }, () => get('/payments')));
      await eventually(async () => expect((await get('/payments')).status).toBe(200));
    }
    const rows = await simulator.ledger<Row>('requests');
    const arrivals = rows.map(({ arrivedMs }) => arrivedMs);
    expect(arrivals).toEqual([...arrivals].sort((left, right) => left - right));
    const admitted: number[] = [];
    for (const { arrivedMs, status } of rows) {
      const inWindow = admitted.filter((stamp) => arrivedMs - stamp < windowMs).length;
      expect(status).toBe(inWindow < 4 ? 200 : 429);
      if (status === 200) admitted.push(arrivedMs);
    }
    expect(rows.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  });

  it('counts a further page of the self-employed list with the recipients', async () => {
    const rateLimits = { 'self-employed.recipients': { limit: 1, windowMs: 60_000 } };
    await settings({ selfEmployedListIntervalMs: 600_000, rateLimits });
    const statuses = [];
    for (const offset of [0, 1, 2, 0]) statuses.push((await people(offset)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    const groups = (await simulator.ledger<Row>('requests')).map(({ group }) => group);
    const [list, recipients] = ['self-employed.list', 'self-employed.recipients'];
    expect(groups).toEqual([list, recipients, recipients, list]);
  });

  it('tells when to come back in seconds, as a date, or not at all', async () => {
    await settings({ rateLimits: { deals: { limit: 1, windowMs: 30_000 } } });
    await get('/deals');
    const hint = async () => (await get('/deals')).headers.get('retry-after');
    expect(await hint()).toBe('30');
    await settings({ retryAfter: 'date' });
    const date = String(await hint());
    expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/);
    const waitMs = Date.parse(date) - Date.now();
    expect(waitMs).toBeGreaterThan(25_000);
    expect(waitMs).toBeLessThanOrEqual(31_000);
    await settings({ retryAfter: 'none' });
    expect(await hint()).toBeNull();
    expect((await settings({ retryAfter: 'soon' })).status).toBe(400);
  });
});
