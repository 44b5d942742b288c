import { eventually } from '@lk/testing';
import { AutoSync } from '../src/application/auto-sync';
import { SelfEmployedStand } from './self-employed-stand';

const INTERVAL_MS = 600_000;

/** Real: Postgres, RabbitMQ, the service, the bank simulator; only time is put back by hand. */
describe(AutoSync.name, () => {
  let stand: SelfEmployedStand;
  let autoSync: AutoSync;

  beforeAll(async () => {
    stand = await SelfEmployedStand.start();
    autoSync = stand.service.app.get(AutoSync);
  });
  afterAll(() => stand.stop());

  it('leaves the window to the command until a whole interval was quiet', async () => {
    await expect(autoSync.syncOnce()).resolves.toBeUndefined();
    const { selfEmployedId } = await stand.register('700000000001');
    await stand.sim('POST', '/self-employed/700000000001/activate');
    await stand.age(INTERVAL_MS - 30_000);
    await expect(autoSync.syncOnce()).resolves.toBeUndefined();
    await stand.age(30_000);
    await expect(autoSync.syncOnce()).resolves.toBe(1);
    expect(await stand.person(selfEmployedId)).toMatchObject({
      status: 'ACTIVE',
      history: [{ to: 'DRAFT' }, { to: 'ACTIVE', cause: { kind: 'reconciliation' } }],
    });
    expect(await stand.lists()).toBe(1);
  });

  it('asks for nothing when nobody waits', async () => {
    await stand.age(10 * INTERVAL_MS);
    await expect(autoSync.syncOnce()).resolves.toBeUndefined();
  });

  it('uses the same window as the command', async () => {
    await stand.register('700000000002');
    await stand.age(INTERVAL_MS);
    await expect(autoSync.syncOnce()).resolves.toBe(0);
    const reply = await stand.ask('self-employed.sync', {});
    expect(reply.result).toMatchObject({ refreshed: false, people: 2 });
  });

  it('is not put off for ever by registrations that never stop', async () => {
    await stand.age(INTERVAL_MS);
    await stand.register('700000000003');
    await expect(autoSync.syncOnce()).resolves.toBeUndefined();
    await stand.age(3 * INTERVAL_MS);
    await stand.register('700000000004');
    await expect(autoSync.syncOnce()).resolves.toBe(0);
  });

  it('finds by INN the id of a person whose registration was cut short', async () => {
    await stand.register('700000000005');
    await stand.database.query(`
      UPDATE self_employed_risk.self_employed SET external_recipient_id = NULL
      WHERE inn = '700000000005'`);
    await stand.sim('POST', '/self-employed/700000000005/activate');
    await stand.age(INTERVAL_MS);
    await expect(autoSync.syncOnce()).resolves.toBe(1);
    const { body } = await stand.read('/self-employed/lookup', { inn: '700000000005' });
    expect(body.status).toBe('ACTIVE');
    expect(body.externalRecipientId).toEqual(expect.stringMatching(/^\d+$/));
  });

  it('gives the window back only when the breaker let nothing through', async () => {
    await stand.age(INTERVAL_MS);
    await stand.sim('PUT', '/faults', { rules: [{ path: '/self-employed', status: 503 }] });
    await expect(autoSync.syncOnce()).rejects.toMatchObject({ code: 'BANK_UNAVAILABLE' });
    await expect(autoSync.syncOnce()).resolves.toBeUndefined();
    for (let failures = 1; failures < 5; failures += 1) {
      await stand.age(INTERVAL_MS);
      await expect(autoSync.syncOnce()).rejects.toMatchObject({ code: 'BANK_UNAVAILABLE' });
    }
    await stand.age(INTERVAL_MS);
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(autoSync.syncOnce()).rejects.toMatchObject({ code: 'BANK_CIRCUIT_OPEN' });
    }
    await stand.sim('DELETE', '/faults');
  });
});

describe('auto sync as a loop', () => {
  it('refreshes by itself and ends with the service', async () => {
    const stand = await SelfEmployedStand.start({
      SELF_EMPLOYED_AUTO_SYNC: 'true',
      SELF_EMPLOYED_AUTO_SYNC_POLL_MS: '20',
      SELF_EMPLOYED_SYNC_INTERVAL_MS: '200',
    });
    try {
      const { selfEmployedId } = await stand.register('700000000009');
      await stand.sim('POST', '/self-employed/700000000009/activate');
      await eventually(async () => {
        expect((await stand.person(selfEmployedId)).status).toBe('ACTIVE');
      });
    } finally {
      await stand.stop();
    }
  });
});
