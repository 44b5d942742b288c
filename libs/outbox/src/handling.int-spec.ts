import { newId, permanentError, sleep, transientError } from '@lk/kernel';
import { type CommandReply } from '@lk/contracts';
import { type CommandContext, type EventContext, MessageContext } from '@lk/messaging';
import { createDataSource, type Transaction, TransactionRunner } from '@lk/persistence';
import { createTestDatabase, eventually, TcpProxy, type TestDatabase } from '@lk/testing';
import { type DataSource } from 'typeorm';
import { databaseConfig, sampleSchema } from '../test/sample-schema';
import { causeOf, RECONCILIATION_SOURCE } from './cause';
import { CommandHandling, type CommandSteps, ServiceName } from './command-handling';
import { CommandLocks } from './command-locks';
import { CommandLog } from './command-log';
import { CommandRefusal } from './command-refusal';
import { DomainEvents } from './domain-events';
import { EventHandling } from './event-handling';
import { Inbox } from './inbox';
import { Outbox } from './outbox';
import { InboxPurge } from './retention';

let database: TestDatabase;
let dataSource: DataSource;
let transactions: TransactionRunner;

beforeAll(async () => {
  database = await createTestDatabase([sampleSchema]);
  dataSource = await createDataSource({
    config: databaseConfig(database.url),
    schema: sampleSchema,
    entities: [],
    applicationName: 'sample',
  }).initialize();
  transactions = new TransactionRunner(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(() =>
  database.query('TRUNCATE sample.inbox, sample.command_log, sample.outbox, sample.effects'),
);

const effect = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('INSERT INTO effects (id) VALUES ($1)', [id]);
};
const effects = async (): Promise<string[]> =>
  (await database.query<{ id: string }>('SELECT id FROM sample.effects')).map(({ id }) => id);

interface Sent {
  exchange: string;
  routing_key: string;
  correlation_id: string | null;
  message_id: string;
  body: Buffer;
}
const outboxRows = () =>
  database.query<Sent>(
    'SELECT exchange, routing_key, correlation_id, message_id, body FROM sample.outbox ORDER BY id',
  );
const replies = async (): Promise<CommandReply[]> =>
  (await outboxRows())
    .filter(({ exchange }) => exchange === '')
    .map(({ body }) => JSON.parse(body.toString()) as CommandReply);
const events = async (): Promise<Record<string, unknown>[]> =>
  (await outboxRows())
    .filter(({ exchange }) => exchange === 'lk.events')
    .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);

describe('EventHandling', () => {
  let handling: EventHandling;

  beforeEach(() => {
    handling = new EventHandling(transactions, new Inbox());
  });

  function event(id = newId(), source = 'urn:tbank', runid?: string): EventContext {
    const body = {
      specversion: '1.0',
      id,
      source,
      type: 'deal.created',
      time: '',
      datacontenttype: 'application/json',
      ...(runid && { runid }),
      data: {},
    } as const;
    const base = { kind: 'event', id, type: body.type, queue: 'q', failures: 0 } as const;
    return new MessageContext({ ...base, event: body });
  }

  it('runs the effect of an event once, however often it is delivered', async () => {
    const context = event();
    for (let i = 0; i < 3; i += 1) await handling.once(context, (tx) => effect(tx, 'e'));
    expect(await effects()).toEqual(['e']);
  });

  it('runs the effect once when two deliveries meet', async () => {
    const context = event();
    let running = 0;
    const once = () =>
      handling.once(context, async (tx) => {
        running += 1;
        await effect(tx, 'e');
        await tx.query('SELECT pg_sleep(0.1)');
      });
    await Promise.all([once(), once(), once()]);
    expect([running, await effects()]).toEqual([1, ['e']]);
  });

  it('forgets the delivery when its effect fails, so that the next one takes effect', async () => {
    const context = event();
    const failing = handling.once(context, async (tx) => {
      await effect(tx, 'half');
      throw transientError('NOT_YET', 'Not there yet');
    });
    await expect(failing).rejects.toMatchObject({ code: 'NOT_YET' });
    expect(await database.query('SELECT * FROM sample.inbox')).toEqual([]);
    await handling.once(context, (tx) => effect(tx, 'whole'));
    expect(await effects()).toEqual(['whole']);
  });

  it('lets the second delivery take effect when the first one fails meanwhile', async () => {
    const context = event();
    let calls = 0;
    const once = () =>
      handling.once(context, async (tx) => {
        calls += 1;
        const first = calls === 1;
        await effect(tx, first ? 'lost' : 'kept');
        await tx.query('SELECT pg_sleep(0.1)');
        if (first) throw transientError('NOT_YET', 'Not there yet');
      });
    const results = await Promise.allSettled([once(), once()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await effects()).toEqual(['kept']);
  });

  it('tells the cause of a change', () => {
    expect(causeOf(event('e-1'))).toEqual({ kind: 'event', id: 'e-1' });
    expect(causeOf(event('e-2', RECONCILIATION_SOURCE, 'run-1'))).toEqual({
      kind: 'reconciliation',
      id: 'run-1',
    });
  });

  it('stores an event of ours with the trace of its cause', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const domain = new DomainEvents(new ServiceName('sample'), new Outbox());
    await transactions.run(async (tx) => {
      await domain.add(tx, []);
      await domain.add(tx, [
        { type: 'alert.raised', subject: 'd-1', data: { code: 'X' }, traceparent },
      ]);
    });
    const [stored] = await events();
    expect(stored).toMatchObject({
      source: 'sample',
      type: 'alert.raised',
      subject: 'd-1',
      data: { code: 'X' },
    });
    expect(String(stored?.traceparent)).toContain('0af7651916cd43dd8448eb211c80319c');
  });
});

describe('CommandHandling', () => {
  let locks: CommandLocks;
  let handling: CommandHandling;

  beforeEach(() => {
    locks = new CommandLocks(database.url, 'sample');
    const service = new ServiceName('sample');
    handling = new CommandHandling(service, transactions, locks, new CommandLog(), new Outbox());
  });
  afterEach(() => locks.close());

  function command(id = newId(), body: object = { dealId: '1' }): CommandContext {
    return new MessageContext({
      kind: 'command',
      id,
      type: 'deal.accept',
      queue: 'q',
      failures: 0,
      body,
      replyTo: 'cabinet.replies',
      correlationId: `c-${id}`,
    });
  }

  /** Steps that do one thing each; a test replaces the one it is about. */
  const steps = (more: Partial<CommandSteps<string>> = {}): CommandSteps<string> => ({
    lock: 'deal:1',
    prepare: (tx) => effect(tx, 'prepared'),
    call: () => Promise.resolve('ok'),
    settle: async (tx, outcome) => {
      await effect(tx, `settled ${outcome}`);
      return { outcome, second: 2 };
    },
    ...more,
  });

  it('prepares, calls, settles, answers and announces', async () => {
    const context = command();
    const { id } = context.message;
    await handling.run(context, steps());
    expect(await effects()).toEqual(['prepared', 'settled ok']);
    const result = { outcome: 'ok', second: 2 };
    expect(await replies()).toEqual([{ status: 'completed', result }]);
    expect((await outboxRows())[0]).toMatchObject({
      routing_key: 'cabinet.replies',
      correlation_id: `c-${id}`,
      message_id: id,
    });
    expect(await events()).toMatchObject([
      { type: 'command.completed', data: { commandId: id, command: 'deal.accept', result } },
    ]);
    expect(causeOf(context)).toEqual({ kind: 'command', id });
  });

  it('takes effect once and answers the same, to the byte, when it is delivered twice', async () => {
    const id = newId();
    await handling.run(command(id), steps());
    await handling.run(command(id), steps());
    expect(await effects()).toEqual(['prepared', 'settled ok']);
    const answers = (await outboxRows()).filter(({ exchange }) => exchange === '');
    expect(answers).toHaveLength(2);
    expect(answers[0]).toEqual(answers[1]);
    expect(await events()).toHaveLength(1);
  });

  it('takes effect once when two deliveries meet', async () => {
    const id = newId();
    let calls = 0;
    const slow = steps({
      call: async () => {
        calls += 1;
        await sleep(50);
        return 'ok';
      },
    });
    await Promise.all([handling.run(command(id), slow), handling.run(command(id), slow)]);
    expect([calls, await effects()]).toEqual([1, ['prepared', 'settled ok']]);
    expect(await replies()).toHaveLength(2);
  });

  it('settles once even when the lock was lost and two processes call at once', async () => {
    const id = newId();
    const elsewhere = new CommandLocks(database.url, 'other');
    const other = new CommandHandling(
      new ServiceName('sample'),
      transactions,
      elsewhere,
      new CommandLog(),
      new Outbox(),
    );
    const meet = steps({ call: () => sleep(50).then(() => 'ok'), prepare: undefined });
    await Promise.all([handling.run(command(id), meet), other.run(command(id), meet)]);
    await elsewhere.close();
    expect(await effects()).toEqual(['settled ok']);
    expect(await events()).toHaveLength(1);
  });

  it('says nothing to a caller who gave no address', async () => {
    const { message } = command();
    await handling.run(new MessageContext({ ...message, replyTo: undefined }), steps());
    expect(await replies()).toEqual([]);
    expect(await events()).toHaveLength(1);
  });

  it('answers a refusal by a rule of ours and has nothing left for a person', async () => {
    const context = command();
    const refusing = steps({
      prepare: async (tx) => {
        await effect(tx, 'undone');
        throw new CommandRefusal('DEAL_NOT_PAID', 'The deal is not paid');
      },
    });
    await handling.run(context, refusing);
    await handling.run(context, refusing);
    const error = { code: 'DEAL_NOT_PAID', message: 'The deal is not paid', retryable: false };
    expect(await replies()).toEqual([
      { status: 'rejected', error },
      { status: 'rejected', error },
    ]);
    expect(await events()).toMatchObject([{ type: 'command.rejected', data: { error } }]);
    expect([context.answered, await effects()]).toEqual([true, []]);
  });

  it('records a refusal by the bank, answers it and leaves a dead letter', async () => {
    const context = command();
    const refused = steps({
      call: () => Promise.reject(permanentError('BANK_REFUSED', 'The bank refused the request')),
      refused: (tx, error) => effect(tx, `refused ${error.code}`),
    });
    await expect(handling.run(context, refused)).rejects.toMatchObject({ code: 'BANK_REFUSED' });
    expect(context.answered).toBe(true);
    expect(await effects()).toEqual(['prepared', 'refused BANK_REFUSED']);
    expect(await replies()).toMatchObject([{ status: 'rejected' }]);
    await handling.run(context, refused);
    expect(await effects()).toEqual(['prepared', 'refused BANK_REFUSED']);
  });

  it('prepares again after a crash before it was settled, and doubles nothing', async () => {
    const context = command();
    let prepared = 0;
    let calls = 0;
    const flaky = steps({
      prepare: async (tx) => {
        prepared += 1;
        const known = await tx.query<unknown[]>("SELECT 1 FROM effects WHERE id = 'prepared'");
        if (known.length === 0) await effect(tx, 'prepared');
      },
      call: () => {
        calls += 1;
        if (calls > 1) return Promise.resolve('ok');
        return Promise.reject(transientError('BANK_UNAVAILABLE', 'The bank cannot be reached'));
      },
    });
    await expect(handling.run(context, flaky)).rejects.toMatchObject({ code: 'BANK_UNAVAILABLE' });
    expect([context.answered, await replies()]).toEqual([false, []]);
    await handling.run(context, flaky);
    expect([prepared, calls, await effects()]).toEqual([2, 2, ['prepared', 'settled ok']]);
    expect(await replies()).toMatchObject([{ status: 'completed' }]);
  });

  it('undoes the answer with the effect when settling fails', async () => {
    const context = command();
    const failing = steps({
      settle: async (tx) => {
        await effect(tx, 'half');
        throw transientError('DATABASE_CONFLICT', 'Lost a race');
      },
    });
    await expect(handling.run(context, failing)).rejects.toMatchObject({
      code: 'DATABASE_CONFLICT',
    });
    expect([await effects(), await outboxRows()]).toEqual([['prepared'], []]);
  });

  it('refuses the same id with another body, and leaves the first one as it was', async () => {
    const id = newId();
    await handling.run(command(id), steps());
    const reused = command(id, { dealId: '2' });
    await expect(handling.run(reused, steps())).rejects.toMatchObject({
      code: 'COMMAND_ID_REUSED',
      disposition: 'permanent',
    });
    expect([reused.answered, (await effects()).length]).toEqual([false, 2]);
    await handling.run(command(id, { dealId: '1' }), steps());
    expect(await replies()).toHaveLength(2);
  });
});

describe('CommandLocks', () => {
  const opened: CommandLocks[] = [];
  const open = (url = database.url): CommandLocks => {
    const locks = new CommandLocks(url, 'sample');
    opened.push(locks);
    return locks;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((locks) => locks.close()));
  });

  const advisoryLocks = async (): Promise<number> =>
    (
      await database.query(
        `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE locktype = 'advisory' AND datname = current_database()`,
      )
    ).length;

  it('lets one at a time do the same thing, in one process and over two', async () => {
    const processes = [open(), open()];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
    };
    const all = processes.flatMap((locks) =>
      Array.from({ length: 5 }, () => locks.withLock('deal:1', work)),
    );
    await Promise.all(all);
    expect([most, await advisoryLocks()]).toEqual([1, 0]);
  });

  it('holds up nobody who works on something else', async () => {
    const [one, two] = [open(), open()];
    const answer = one.withLock('deal:1', () => two.withLock('deal:2', () => Promise.resolve(7)));
    expect(await answer).toBe(7);
  });

  it('frees the lock when the work fails', async () => {
    const locks = open();
    const failing = locks.withLock('deal:1', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await open().withLock('deal:1', () => Promise.resolve(1))).toBe(1);
  });

  it('gives up with a transient error when the lock is not to be had in time', async () => {
    const [one, two] = [open(), open()];
    let finish = (): void => undefined;
    const held = one.withLock('deal:1', () => new Promise<void>((resolve) => (finish = resolve)));
    await eventually(async () => expect(await advisoryLocks()).toBe(1));
    await expect(two.withLock('deal:1', () => Promise.resolve())).rejects.toMatchObject({
      code: 'COMMAND_BUSY',
      disposition: 'transient',
    });
    finish();
    await held;
  });

  it('frees every lock of a process whose connection dies', async () => {
    const proxy = await TcpProxy.open(database.url);
    const dying = open(proxy.url);
    let finish = (): void => undefined;
    const held = dying.withLock('deal:1', () => new Promise<void>((resolve) => (finish = resolve)));
    await eventually(async () => expect(await advisoryLocks()).toBe(1));
    proxy.cut();
    expect(await open().withLock('deal:1', () => Promise.resolve('mine'))).toBe('mine');
    await expect(dying.withLock('deal:2', () => Promise.resolve())).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      holdsQueue: true,
    });
    finish();
    await held;
    proxy.restore();
    expect(await dying.withLock('deal:1', () => Promise.resolve('again'))).toBe('again');
    await dying.close();
    await proxy.close();
  });

  it('leaves no lock and no connection behind when the server ends its sessions', async () => {
    const locks = open();
    const end = () =>
      database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'sample.locks' AND datname = current_database()`,
      );
    for (let i = 0; i < 15; i += 1) {
      const working = Array.from({ length: 4 }, (_, n) =>
        locks.withLock(`deal:${n}`, () => sleep(2)),
      );
      await Promise.allSettled([...working, end()]);
    }
    // The end of the last session may be on its way to us still.
    await eventually(() => locks.withLock('deal:1', () => Promise.resolve()));
    await eventually(async () => expect(await advisoryLocks()).toBe(0), { timeoutMs: 5000 });
    const sessions = await database.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE application_name = 'sample.locks' AND datname = current_database()`,
    );
    expect(sessions.length).toBeLessThanOrEqual(1);
  });
});

describe('InboxPurge', () => {
  it('forgets what is older than the retention and nothing else', async () => {
    await database.query(`
      INSERT INTO sample.inbox (message_id, message_type, handled_at) VALUES
        ('old', 't', now() - interval '91 days'), ('young', 't', now() - interval '89 days')`);
    const purge = new InboxPurge(transactions, 90);
    expect(await purge.purgeOnce()).toBe(1);
    expect(await purge.purgeOnce()).toBe(0);
    expect(await database.query('SELECT message_id FROM sample.inbox')).toEqual([
      { message_id: 'young' },
    ]);
  });

  it('works by itself until it is stopped', async () => {
    await database.query(`
      INSERT INTO sample.inbox (message_id, message_type, handled_at)
      SELECT g::text, 't', now() - interval '91 days' FROM generate_series(1, 5001) AS g`);
    const purge = new InboxPurge(transactions, 90);
    purge.start();
    await eventually(async () =>
      expect(await database.query('SELECT 1 FROM sample.inbox')).toEqual([]),
    );
    purge.stop();
  });
});
