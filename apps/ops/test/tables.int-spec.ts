import { randomBytes } from 'node:crypto';
import { type AppError } from '@lk/kernel';
import fc from 'fast-check';
import { RaiseGroupAlerts } from '../src/application/raise-group-alerts.use-case';
import { ReEncryptBodies } from '../src/application/re-encrypt-bodies.use-case';
import { RevealBody } from '../src/application/reveal-body.use-case';
import { LETTER_STATUSES } from '../src/domain/letter-status';
import { OpsTables } from './ops-tables';
import { expectRollupsToMatch } from './recount';

const DAY_MS = 24 * 3_600_000;

let tables: OpsTables;
beforeEach(async () => {
  tables = await OpsTables.open();
});
afterEach(() => tables.close());

const list = (filter = {}) => tables.search.list(filter, 100).then(({ letters }) => letters);
/** The only letter of the list. */
const only = async () => {
  const [letter, ...others] = await list();
  if (!letter || others.length > 0) throw new Error('There is not one letter');
  return letter;
};

describe('StoreDeadLetters', () => {
  it('merges a copy that comes again, also inside one batch, also after its letter was settled', async () => {
    const letter = tables.letter();
    expect(await tables.storing().execute([letter, { ...letter }])).toEqual(['new', 'merged']);
    const { id } = await only();
    await tables.change([id], 'resolved');
    expect(await tables.storing().execute([letter])).toEqual(['merged']);
    expect(await list()).toEqual([expect.objectContaining({ status: 'resolved', occurrences: 1 })]);
  });

  it('opens a letter again when its message fails again, and keeps the failure before', async () => {
    const first = tables.letter({ messageId: 'm-1', code: 'A', message: 'First' });
    await tables.storing().execute([first]);
    const { id } = await only();
    await tables.change([id], 'replaying');
    await tables.change([id], 'resolved');
    tables.clock.advance(60_000);
    const second = tables.letter({ messageId: 'm-1', code: 'B', message: 'Second' });
    expect(await tables.storing().execute([second])).toEqual(['reopened']);
    expect(await tables.search.find(id)).toMatchObject({
      status: 'open',
      occurrences: 2,
      errorCode: 'B',
      firstFailedAt: first.firstFailedAt,
      lastFailedAt: second.lastFailedAt,
      earlierFailures: [
        { at: first.lastFailedAt, errorCode: 'A', errorMessage: 'First', attempts: 3 },
      ],
    });
    // The first copy, delivered once more, is still known.
    expect(await tables.storing().execute([first])).toEqual(['merged']);
    expect(await list()).toEqual([expect.objectContaining({ errorCode: 'B', occurrences: 2 })]);
    await expectRollupsToMatch(tables);
  });

  it('takes a failure that comes after a later one for what it is', async () => {
    const early = tables.letter({ messageId: 'm-1', code: 'A' });
    tables.clock.advance(1000);
    const late = tables.letter({ messageId: 'm-1', code: 'B' });
    await tables.storing().execute([late]);
    await tables.storing().execute([early]);
    const { id, errorCode } = await only();
    expect(errorCode).toBe('B');
    expect((await tables.search.find(id))?.earlierFailures).toHaveLength(1);
  });

  it('keeps two letters where one message id came with two bodies', async () => {
    const messageId = 'm-1';
    const both = [{ dealId: 'd-1' }, { dealId: 'd-2' }];
    await tables.storing().execute(both.map((body) => tables.letter({ messageId, body })));
    expect((await list({ messageId })).map(({ dealId }) => dealId).sort()).toEqual(['d-1', 'd-2']);
  });

  it('stores each message once when two processes get the same ones at once', async () => {
    const letters = Array.from({ length: 60 }, (_, index) =>
      tables.letter({ code: `C${index % 7}` }),
    );
    const shuffled = [...letters].reverse();
    await Promise.all([letters, shuffled, letters].map((batch) => tables.storing().execute(batch)));
    expect(await list()).toHaveLength(60);
    await expectRollupsToMatch(tables);
  });

  it('overflows nothing with amounts as large as they can be', async () => {
    const body = { dealId: 'd-1', amount: '999999999.99' };
    const letters = Array.from({ length: 200 }, () => tables.letter({ body }));
    await tables.storing().execute(letters);
    const [group] = await tables.groups.list('cause', 10, false);
    expect(group?.openKopecks).toBe((99_999_999_999n * 200n).toString());
  });
});

describe('ChangeLetterStatus', () => {
  const item = (result: string) =>
    `INSERT INTO job_items (job_id, position, letter_id, verdict, result)
     SELECT gen_random_uuid(), 1, id, 'replay', '${result}' FROM dead_letters`;
  const edit = (state: string) =>
    `INSERT INTO edits (id, letter_id, state, message_id, body, changes, problems, reason,
                        created_by, created_by_name, created_at)
     SELECT gen_random_uuid(), id, '${state}', 'm', '', '[]', '[]', 'r', 'a', 'a', now()
     FROM dead_letters`;

  it.each<[string, string, boolean]>([
    ['a job that publishes it', item('sending'), false],
    ['a job that waits for its outcome', item('sent'), false],
    ['a job that gave up waiting', item('undecided'), false],
    ['an edit on its way', edit('sending'), false],
    ['a job that knows its outcome', item('failed_again'), true],
    ['an edit that was not sent', edit('approved'), true],
  ])('opens no letter that is on its way: %s', async (_what, sql, opens) => {
    await tables.storing().execute([tables.letter()]);
    const { id } = await only();
    await tables.change([id], 'replaying');
    await tables.query(sql);
    expect(await tables.change([id], 'open')).toEqual(opens ? [id] : []);
    expect((await only()).status).toBe(opens ? 'open' : 'replaying');
    await expectRollupsToMatch(tables);
  });
});

describe('groups', () => {
  it('equal a recount from the letters after anything that can happen to them', async () => {
    const operation = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ store: fc.array(fc.nat(11), { minLength: 1, maxLength: 6 }) }),
      },
      fc.record({ change: fc.nat(11), to: fc.constantFrom(...LETTER_STATUSES) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
        for (const step of operations) {
          tables.clock.advance(20 * 60_000);
          if ('store' in step) {
            const letters = step.store.map((n, index) =>
              tables.letter({
                messageId: `m-${n}`,
                code: `C${(n + index) % 3}`,
                body: { dealId: `d-${n % 4}`, n, amount: n },
              }),
            );
            await tables.storing().execute(letters);
          } else {
            const letters = await list({ messageId: `m-${step.change}` });
            await tables.change(
              letters.map(({ id }) => id),
              step.to,
            );
          }
        }
        await expectRollupsToMatch(tables);
      }),
      { numRuns: 8 },
    );
  });

  it('are listed by every grouping, with count and age', async () => {
    const [start, letters] = [tables.clock.now(), [1, 2, 3].map(() => tables.letter())];
    const bank = tables.letter({
      message: 'Refused (bankErrorCode=422)',
      body: { dealId: 'd-2', amount: 5 },
    });
    await tables.storing().execute([...letters, bank]);
    tables.clock.advance(3_600_000);
    const view = async (by: Parameters<typeof tables.groups.list>[0]) =>
      (await tables.groups.list(by, 10, false)).map(({ key, open }) => [key, open]);
    expect(await view('queue')).toEqual([['deal.commands', 4]]);
    expect(await view('type')).toEqual([['deal.accept', 4]]);
    expect(await view('deal')).toEqual([
      ['d-1', 3],
      ['d-2', 1],
    ]);
    expect(await view('bank-error-code')).toEqual([
      [null, 3],
      ['422', 1],
    ]);
    expect(await view('hour')).toEqual([['2026-01-15T10:00:00Z', 4]]);
    const [first, second] = await tables.groups.list('cause', 10, false);
    expect(first).toMatchObject({ open: 3, openSince: start, sampleMessage: 'No such deal' });
    expect(second).toMatchObject({ open: 1, openKopecks: '500', bankErrorCode: '422' });
  });
});

describe('LetterSearchRepository', () => {
  it('pages through all letters without a gap, also where many failed at one moment', async () => {
    for (let batch = 0; batch < 3; batch += 1) {
      await tables.storing().execute(Array.from({ length: 20 }, () => tables.letter()));
      tables.clock.advance(1000);
    }
    const seen: string[] = [];
    let page = await tables.search.list({}, 7);
    for (;;) {
      seen.push(...page.letters.map(({ id }) => id));
      if (!page.next) break;
      page = await tables.search.list({}, 7, page.next);
    }
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
    expect(await tables.search.selectIds({}, 100)).toEqual([...seen].reverse());
  });

  it('finds by each filter exactly what it names', async () => {
    const payout = { payoutId: 'p-1', dealId: 'd-9', amount: 10 };
    const wanted = { queue: 'payout.commands', type: 'payout.create', code: 'BANK_REFUSED' };
    const message = '100%_sure Refused (bankErrorCode=E17)';
    await tables.storing().execute([tables.letter()]);
    tables.clock.advance(60_000);
    await tables
      .storing()
      .execute([tables.letter({ ...wanted, message, messageId: 'm-9', body: payout })]);
    const since = tables.clock.now();
    const filters = [
      { queue: 'payout.commands' },
      { type: 'payout.create' },
      { errorCode: 'BANK_REFUSED' },
      { bankErrorCode: 'E17' },
      { dealId: 'd-9' },
      { payoutId: 'p-1' },
      { messageId: 'm-9' },
      { since },
      { text: '100%_SURE' },
      { ...wanted, code: undefined, status: 'open' as const },
    ];
    for (const filter of filters) {
      expect((await list(filter)).map(({ messageId }) => messageId)).toEqual(['m-9']);
    }
    for (const filter of [{ text: 'absent' }, { status: 'resolved' as const }, { dealId: '%' }]) {
      expect(await list(filter)).toEqual([]);
    }
    expect(await list({ until: since })).toHaveLength(1);
  });
});

describe('KeepPartitions', () => {
  it('drops a month when it is over its retention, and keeps what is still wanted', async () => {
    const messages = ['open', 'replaying', 'resolved', 'discarded', 'late'];
    await tables.storing().execute(messages.map((messageId) => tables.letter({ messageId })));
    const idOf = async (messageId: string) => (await list({ messageId })).map(({ id }) => id);
    await tables.change(await idOf('replaying'), 'replaying');
    await tables.change(await idOf('resolved'), 'resolved');
    await tables.change(await idOf('discarded'), 'discarded');
    // Months have 31 days at most: the month of the letters is over, their retention is not.
    tables.clock.advance(60 * DAY_MS);
    await tables.change(await idOf('late'), 'resolved');
    expect(await tables.keep().execute()).toBe(0);
    tables.clock.advance(60 * DAY_MS);
    expect(await tables.keep().execute()).toBe(2);
    const left = await list();
    expect(left.map(({ messageId }) => messageId).sort()).toEqual(['late', 'open', 'replaying']);
    expect(await tables.partitions.months()).not.toContain('2026-01-01');
    await expectRollupsToMatch(tables);
    const [counts] = await tables.query(`SELECT
      (SELECT count(*)::int FROM dead_letter_identities) AS identities,
      (SELECT count(*)::int FROM dead_letter_bodies) AS bodies`);
    expect(counts).toEqual({ identities: 3, bodies: 3 });
    const opened = await new RevealBody(tables.bodies()).execute(left[0]?.id ?? '');
    expect(opened.body.toString()).toBe('{"dealId":"d-1"}');
  });

  it('knows the moved letter when its message fails again, and stores a dropped one anew', async () => {
    const [open, gone] = ['open', 'gone'].map((messageId) => tables.letter({ messageId }));
    if (!open || !gone) throw new Error('unreachable');
    await tables.storing().execute([open, gone]);
    await tables.change(
      (await list({ messageId: 'gone' })).map(({ id }) => id),
      'discarded',
    );
    tables.clock.advance(125 * DAY_MS);
    await tables.keep().execute();
    const again = ['open', 'gone'].map((messageId) => tables.letter({ messageId }));
    expect(await tables.storing().execute(again)).toEqual(['reopened', 'new']);
    await expectRollupsToMatch(tables);
  });

  it('stores a message whose identity outlived its letter', async () => {
    const letter = tables.letter();
    await tables.storing().execute([letter]);
    await tables.query('DELETE FROM dead_letters');
    expect(await tables.storing().execute([letter])).toEqual(['new']);
    expect(await list()).toHaveLength(1);
  });

  it('runs twice at once without harm, under a role that may not drop tables itself', async () => {
    await tables.storing().execute(Array.from({ length: 30 }, () => tables.letter()));
    tables.clock.advance(125 * DAY_MS);
    await Promise.all([tables.keep().execute(), tables.keep().execute()]);
    expect(await list()).toHaveLength(30);
    await expect(tables.transactions.query('DROP TABLE dead_letters')).rejects.toThrow();
  });
});

describe('encryption at rest', () => {
  const key = (id: string) => ({ id, secret: randomBytes(32) });
  const [old, current] = [key('2025'), key('2026')];
  const secretBody = { inn: '770708389312', lastName: 'Смирнов' };
  const idOf = async (): Promise<string> => (await list())[0]?.id ?? '';
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'opened',
      (error: AppError) => error.code,
    );

  it('leaves no trace of a body in any table, and gives it back with its headers', async () => {
    const letter = tables.letter({ body: secretBody, messageId: 'm-1' });
    await tables.storing([current]).execute([letter]);
    const names = await tables.query<{ t: string }>(
      `SELECT tablename AS t FROM pg_tables WHERE schemaname = 'ops'`,
    );
    for (const { t } of names) {
      const dump = JSON.stringify(
        await tables.query(
          `SELECT x::text, encode(convert_to(x::text, 'UTF8'), 'hex') FROM ${t} x`,
        ),
      );
      expect(dump).not.toContain('770708389312');
      expect(dump).not.toContain(Buffer.from('770708389312').toString('hex'));
    }
    const { body, properties } = await new RevealBody(tables.bodies([current])).execute(
      await idOf(),
    );
    expect(JSON.parse(body.toString())).toEqual(secretBody);
    expect(properties).toMatchObject({ messageId: 'm-1', headers: { 'x-attempts': 3 } });
  });

  it('moves plain and old bodies to the first key, and leaves what it cannot open', async () => {
    await tables.storing().execute(Array.from({ length: 150 }, () => tables.letter()));
    await tables.storing([old]).execute(Array.from({ length: 150 }, () => tables.letter()));
    await tables.storing([key('lost')]).execute([tables.letter()]);
    const reEncrypt = new ReEncryptBodies(tables.transactions, tables.bodies([current, old]));
    expect(await reEncrypt.execute()).toEqual({ changed: 300, unreadable: 1 });
    expect(await reEncrypt.execute()).toEqual({ changed: 0, unreadable: 1 });
    const bodies = tables.bodies([current]);
    const ids = await tables.query<{ id: string }>(
      `SELECT id FROM dead_letter_bodies WHERE key_id = '2026'`,
    );
    expect(ids).toHaveLength(300);
    for (const { id } of ids)
      expect((await bodies.find(id))?.body.toString()).toBe('{"dealId":"d-1"}');
  });

  it('never gives garbage: swapped rows, changed bytes and missing keys are errors', async () => {
    await tables.storing([current]).execute([tables.letter(), tables.letter({ body: secretBody })]);
    const id = await idOf();
    expect(await codeOf(new RevealBody(tables.bodies([old])).execute(id))).toBe('DATA_KEY_UNKNOWN');
    await tables.query(
      `UPDATE dead_letter_bodies b SET body = o.body
      FROM dead_letter_bodies o WHERE o.id <> b.id AND b.id = $1`,
      [id],
    );
    const reveal = new RevealBody(tables.bodies([current]));
    expect(await codeOf(reveal.execute(id))).toBe('DATA_UNREADABLE');
    expect(await codeOf(reveal.execute('00000000-0000-0000-0000-000000000000'))).toBe(
      'ENTITY_NOT_FOUND',
    );
  });
});

describe('RaiseGroupAlerts', () => {
  it('tells once of a group that appears and once of each power of ten, not of each letter', async () => {
    const raised: { dedupKey: string; occasion: unknown; open: unknown }[] = [];
    const raise = (alert: { dedupKey: string; details: Record<string, unknown> }) => {
      const { occasion, open } = alert.details;
      raised.push({ dedupKey: alert.dedupKey, occasion, open });
      return Promise.resolve();
    };
    const alerts = () => new RaiseGroupAlerts(tables.groups, { raise }, tables.clock).execute();
    for (let count = 0; count < 120; count += 1) {
      await tables.storing().execute([tables.letter()]);
      await alerts();
    }
    expect(raised.map(({ occasion, open }) => [occasion, open])).toEqual([
      ['appeared', 1],
      ['reached-10', 10],
      ['reached-100', 100],
    ]);
    const ids = (await tables.search.selectIds({}, 200)).slice(0, 119);
    await tables.change(ids, 'resolved');
    expect(await alerts()).toBe(0);
    await tables.storing().execute(Array.from({ length: 9 }, () => tables.letter()));
    expect(await alerts()).toBe(1);
    await tables.change(await tables.search.selectIds({ status: 'open' }, 20), 'discarded');
    await tables.storing().execute([tables.letter()]);
    expect(await alerts()).toBe(1);
    expect(raised.slice(3).map(({ occasion }) => occasion)).toEqual(['reached-10', 'appeared']);
    expect(new Set(raised.map(({ dedupKey }) => dedupKey)).size).toBe(5);
  });

  it('repeats an alert under its key when the process died before it was remembered', async () => {
    await tables.storing().execute([tables.letter()]);
    const keys: string[] = [];
    const raise = ({ dedupKey }: { dedupKey: string }) => {
      keys.push(dedupKey);
      return keys.length === 1 ? Promise.reject(new Error('killed')) : Promise.resolve();
    };
    const alerts = new RaiseGroupAlerts(tables.groups, { raise }, tables.clock);
    await expect(alerts.execute()).rejects.toThrow('killed');
    expect([await alerts.execute(), await alerts.execute()]).toEqual([1, 0]);
    expect(keys[1]).toBe(keys[0]);
  });
});
