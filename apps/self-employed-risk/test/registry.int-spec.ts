import { newId, transientError } from '@lk/kernel';
import { TBankClient } from '@lk/tbank-client';
import { eventually } from '@lk/testing';
import { SyncWindowRepository } from '../src/adapters/sync-window.repository';
import { application, SelfEmployedStand } from './self-employed-stand';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. */
describe('registry of self-employed people', () => {
  let stand: SelfEmployedStand;

  beforeAll(async () => {
    stand = await SelfEmployedStand.start();
  });
  afterAll(() => stand.stop());

  it('takes a person from registration to ACTIVE and answers inside the window from its copy', async () => {
    const inn = '500000000001';
    const { selfEmployedId, externalRecipientId } = await stand.register(inn);
    expect(await stand.person(selfEmployedId)).toMatchObject({ status: 'DRAFT', version: 1 });
    await stand.sim('POST', `/self-employed/${inn}/activate`);
    const before = await stand.lists();

    const first = await stand.ask('self-employed.sync', {});
    expect(first.result).toEqual({ refreshed: true, ageSeconds: 0, people: 1, changed: 1 });
    const second = await stand.ask('self-employed.sync', {});
    expect(second.result).toEqual({
      refreshed: false,
      ageSeconds: expect.any(Number) as number,
      people: 1,
    });

    expect(await stand.lists()).toBe(before + 1);
    expect(await stand.person(selfEmployedId)).toMatchObject({
      externalRecipientId,
      status: 'ACTIVE',
      version: 2,
      flagged: false,
      history: [
        { from: null, to: 'DRAFT', cause: { kind: 'command' } },
        { from: 'DRAFT', to: 'ACTIVE', cause: { kind: 'command' } },
      ],
    });
    await eventually(() => {
      const told = stand.eventsOf('self-employed.status-changed', selfEmployedId);
      expect(told.map(({ data }) => [data.version, data.from, data.to])).toEqual([
        [1, undefined, 'DRAFT'],
        [2, 'DRAFT', 'ACTIVE'],
      ]);
    });
  });

  it('lists once when many ask two copies of the service at the same moment', async () => {
    const copy = await stand.startCopy();
    await stand.age(600_000);
    const before = await stand.lists();
    const ids = Array.from({ length: 12 }, () => stand.send('self-employed.sync', {}));
    const replies = (await Promise.all(ids.map((id) => stand.repliesTo(id)))).flat();
    expect(replies.filter(({ result }) => result?.refreshed === true)).toHaveLength(1);
    expect(replies.every(({ status }) => status === 'completed')).toBe(true);
    expect(await stand.lists()).toBe(before + 1);
    await copy.stop();
  });

  it('loses one window, and never lists twice, when a process dies after the claim', async () => {
    await stand.age(600_000);
    const windows = stand.service.app.get(SyncWindowRepository);
    const command = newId();
    await expect(windows.claim(command, 600_000)).resolves.toBe(true);
    const before = await stand.lists();
    const redelivered = await stand.ask('self-employed.sync', {}, command);
    expect(redelivered.result).toMatchObject({ refreshed: false, people: 1 });
    expect(await stand.lists()).toBe(before);
    await stand.age(600_000);
    expect((await stand.ask('self-employed.sync', {})).result).toMatchObject({ refreshed: true });
  });

  it('spends the window on a list that failed, and answers the repeat from its copy', async () => {
    await stand.age(600_000);
    const fault = { path: '/self-employed/recipients/list', status: 503 };
    await stand.sim('PUT', '/faults', { rules: [fault] });
    const first = await stand.ask('self-employed.sync', {});
    await stand.sim('DELETE', '/faults');
    const before = await stand.lists();
    const second = await stand.ask('self-employed.sync', {});
    for (const { result } of [first, second]) {
      expect(result?.refreshed).toBe(false);
      expect(result?.ageSeconds).toBeGreaterThanOrEqual(600);
    }
    expect(await stand.lists()).toBe(before);
  });

  it.each([
    ['block', undefined, 'BLOCKED'],
    ['activate', undefined, 'ACTIVE'],
    ['status', { status: 'REJECTED' }, 'INACTIVE'],
    ['status', { status: 'ACTIVE', selfEmployedStatus: 'NOT_ACTIVE' }, 'INACTIVE'],
    ['status', { status: 'MTNG_WAIT' }, 'DRAFT'],
  ])('follows the bank in all it decides about a person: %s %j', async (verb, body, status) => {
    const inn = '500000000001';
    await stand.sim('POST', `/self-employed/${inn}/${verb}`, body);
    await stand.age(600_000);
    expect((await stand.ask('self-employed.sync', {})).result).toMatchObject({ refreshed: true });
    const answer = await stand.read('/self-employed/lookup', { inn });
    expect(answer.body).toMatchObject({ status });
  });

  describe('when the shared limiter says that somebody else has just listed', () => {
    // The one thing that is faked: the limiter's word, for which the bank need not be asked.
    const busy = (times: number, retryAfterMs?: number) => {
      const { selfEmployed } = stand.service.app.get(TBankClient, { strict: false });
      const spy = jest.spyOn(selfEmployed, 'all');
      for (let time = 0; time < times; time += 1) {
        spy.mockImplementationOnce(() => {
          throw transientError('BANK_BUSY', 'No place within the limit', {
            ...{ retryAfterMs, sparesAttempt: true },
          });
        });
      }
      return spy;
    };
    afterEach(() => jest.restoreAllMocks());

    it('answers from the stored copy, and leaves the window to whoever comes next', async () => {
      await stand.age(600_000);
      busy(1);
      const { result } = await stand.ask('self-employed.sync', {});
      expect(result).toMatchObject({ refreshed: false });
      expect(result?.ageSeconds).toBeGreaterThanOrEqual(600);
      expect((await stand.ask('self-employed.sync', {})).result).toMatchObject({ refreshed: true });
    });

    it('waits for the list when only other calls are before it', async () => {
      await stand.age(600_000);
      const spy = busy(1, 1000);
      expect((await stand.ask('self-employed.sync', {})).result).toMatchObject({ refreshed: true });
      expect(spy).toHaveBeenCalledTimes(2);
    });

    it('waits for the list when the sender would not have an old copy', async () => {
      await stand.age(600_000);
      const spy = busy(1);
      const { result } = await stand.ask('self-employed.sync', { waitForList: true });
      expect(result).toMatchObject({ refreshed: true });
      expect(spy).toHaveBeenCalledTimes(2);
    });

    it('answers at once also when this service has never listed: its copy has no age', async () => {
      await stand.database.query(
        `UPDATE self_employed_risk.sync_state SET claimed_at = NULL, listed_at = NULL`,
      );
      const spy = busy(1);
      const { result } = await stand.ask('self-employed.sync', {});
      expect(result).toMatchObject({ refreshed: false, ageSeconds: null });
      expect(spy).toHaveBeenCalledTimes(1);
      expect((await stand.ask('self-employed.sync', {})).result).toMatchObject({ refreshed: true });
    });
  });

  it('gives two equal replies and adds one recipient when a command comes twice', async () => {
    const command = application(newId(), '500000000002');
    const id = newId();
    stand.send('self-employed.register', command, id);
    stand.send('self-employed.register', command, id);
    const [first, second] = await stand.repliesTo(id, 2);
    expect(first?.status).toBe('completed');
    expect(second).toEqual(first);
    const { selfEmployed } = await stand.sim('GET', '/ledger?section=selfEmployed');
    const added = (selfEmployed as { inn: string }[]).filter(({ inn }) => inn === '500000000002');
    expect(added).toHaveLength(1);
  });

  it('refuses a second person with the same INN, and a second command with the same id', async () => {
    const inn = '500000000003';
    const { selfEmployedId } = await stand.register(inn);
    for (const body of [
      application(newId(), inn),
      application(selfEmployedId, inn),
      application(selfEmployedId, '500000000004'),
    ]) {
      const reply = await stand.ask('self-employed.register', body);
      expect(reply).toMatchObject({ status: 'rejected', error: { code: 'SELF_EMPLOYED_EXISTS' } });
    }
  });

  it('registers one of many who come with one INN at once, and refuses the others', async () => {
    const inn = '500000000013';
    const replies = await Promise.all(
      Array.from({ length: 8 }, () =>
        stand.ask('self-employed.register', application(newId(), inn)),
      ),
    );
    expect(replies.filter(({ status }) => status === 'completed')).toHaveLength(1);
    const refused = replies.filter(({ status }) => status === 'rejected');
    expect(refused.map(({ error }) => error?.code)).toEqual(Array(7).fill('SELF_EMPLOYED_EXISTS'));
  });

  it('forgets a person whom the bank refused, so that a corrected command may come', async () => {
    const fault = { path: '/self-employed/recipients', method: 'POST', status: 422, times: 1 };
    await stand.sim('PUT', '/faults', { rules: [fault] });
    const command = application(newId(), '500000000005');
    const refused = await stand.ask('self-employed.register', command);
    expect(refused).toMatchObject({ status: 'rejected', error: { code: 'BANK_REFUSED' } });
    await stand.sim('DELETE', '/faults');
    expect(await stand.ask('self-employed.register', command)).toMatchObject({
      status: 'completed',
      result: { status: 'DRAFT' },
    });
  });

  it('adds one recipient when the answer of the bank was lost', async () => {
    const fault = {
      path: '/self-employed/recipients',
      method: 'POST',
      dropAnswerAfterEffect: true,
      times: 1,
    };
    await stand.sim('PUT', '/faults', { rules: [fault] });
    const { externalRecipientId } = await stand.register('500000000006');
    await stand.sim('DELETE', '/faults');
    const { selfEmployed } = await stand.sim('GET', '/ledger?section=selfEmployed');
    const rows = (selfEmployed as { inn: string; id: number }[]).filter(
      ({ inn }) => inn === '500000000006',
    );
    expect(rows.map(({ id }) => String(id))).toEqual([externalRecipientId]);
  });

  it('tells a reader with the INN whether the person may be paid', async () => {
    const { selfEmployedId, externalRecipientId } = await stand.register('500000000007');
    expect(await stand.read('/self-employed/lookup', { inn: '500000000007' })).toEqual({
      status: 200,
      body: { selfEmployedId, externalRecipientId, status: 'DRAFT', flagged: false },
    });
    for (const body of [{ inn: '999999999999' }, { inn: 5 }, {}]) {
      expect((await stand.read('/self-employed/lookup', body)).status).toBe(404);
    }
    expect((await stand.read(`/self-employed/${newId()}`)).status).toBe(404);
    expect((await stand.read('/self-employed/no-uuid')).status).toBe(404);
    const anonymous = await fetch(`${stand.service.url}/self-employed/${selfEmployedId}`);
    expect(anonymous.status).toBe(401);
  });

  it('keeps neither names nor accounts, and tells no INN to logs and events', async () => {
    const tables = await stand.database.query<{ table_name: string }>(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'self_employed_risk'`,
    );
    for (const { table_name: table } of tables) {
      const rows = await stand.database.query(`SELECT * FROM self_employed_risk.${table}`);
      const text = JSON.stringify(rows);
      expect(text).not.toMatch(/Testname|Testsurname|79990001122|40817810000000000001|044525974/);
      if (table !== 'self_employed') expect(text).not.toMatch(/5000000000\d\d/);
    }
    expect(JSON.stringify(stand.service.logs)).not.toMatch(/5000000000\d\d|Testname/);
    expect(JSON.stringify(stand.events)).not.toMatch(/5000000000\d\d|Testname/);
  });
});
