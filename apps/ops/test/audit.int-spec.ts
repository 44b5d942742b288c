import { type SafeDetails } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AuditEntry } from '../src/access/audit-log';
import { AuditSeals } from '../src/access/audit-seals';
import { AuditRepository } from '../src/access/audit.repository';
import { hashOf, nextRecord, recordOf, type AuditHead } from '../src/access/audit-record';
import { ChainedAuditLog } from '../src/access/chained-audit-log';
import { type Principal } from '../src/access/principal';
import { VerifyAudit } from '../src/access/verify-audit.use-case';
import { OpsTables } from './ops-tables';

const KEY = 'sample-audit-key-of-the-tests-only';
const actor: Principal = { id: 'token:olga', name: 'Olga', role: 'operator', via: 'token' };

let tables: OpsTables;
let transactions: TransactionRunner;
let records: AuditRepository;
beforeAll(async () => {
  tables = await OpsTables.open();
  ({ transactions } = tables);
  records = new AuditRepository(transactions);
});
beforeEach(async () => {
  await asOwner('DELETE FROM audit_log', 'DELETE FROM audit_head');
  await tables.query(
    `INSERT INTO audit_head (single, seq, hash) VALUES (true, 0, decode($1, 'hex'))`,
    ['00'.repeat(32)],
  );
  for (const table of ['audit_log', 'audit_head']) {
    await tables.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  }
});
afterAll(() => tables.close());

const NO_KEY = 'none';
const sealsOf = (key = KEY) => new AuditSeals(key === NO_KEY ? undefined : key);

const write = (more: Partial<AuditEntry> = {}, key?: string): Promise<void> => {
  const log = new ChainedAuditLog(records, sealsOf(key), tables.clock);
  const entry = { actor, action: 'job.start', outcome: 'allowed', ...more } as const;
  return transactions.run((tx) => log.record(tx, entry));
};
const writeMany = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) await write({ subject: `job:${n}`, reason: `Because ${n}` });
};
const verify = (key?: string) => new VerifyAudit(records, sealsOf(key)).execute();

/** What the owner of the database can do, with the triggers out of the way. */
async function asOwner(...statements: readonly string[]): Promise<void> {
  await tables.query('ALTER TABLE audit_log DISABLE TRIGGER USER');
  await tables.query('ALTER TABLE audit_head DISABLE TRIGGER USER');
  for (const sql of statements) await tables.query(sql);
}

/** All records from `from` on with right hashes again, and the end moved to the last one. */
async function rewriteChain(from: number): Promise<void> {
  let last: AuditHead = { seq: 0, hash: '00'.repeat(32) };
  for (const row of await records.readOn(0, 1000)) {
    const hash =
      Number(row.seq) < from
        ? row.hash.toString('hex')
        : hashOf({ ...recordOf(row), prevHash: last.hash });
    await tables.query(
      `UPDATE audit_log SET hash = decode($2, 'hex'), prev_hash = decode($3, 'hex') WHERE seq = $1`,
      [row.seq, hash, last.hash],
    );
    last = { seq: Number(row.seq), hash };
  }
  await tables.query(`UPDATE audit_head SET seq = $1, hash = decode($2, 'hex')`, [
    last.seq,
    last.hash,
  ]);
}

describe('ChainedAuditLog', () => {
  it('numbers records without gaps, each with the hash of the one before', async () => {
    await writeMany(3);
    const rows = await records.list({}, 10);
    expect(rows.map(({ seq }) => seq)).toEqual(['3', '2', '1']);
    expect(rows[0]?.prev_hash).toEqual(rows[1]?.hash);
    expect(recordOf(rows[2] ?? rows[0]!)).toMatchObject({
      seq: 1,
      actor,
      subject: 'job:1',
      reason: 'Because 1',
      prevHash: '00'.repeat(32),
    });
    expect(await verify()).toMatchObject({ ok: true, checked: 3, sealedFrom: 1 });
  });

  it('is stored with what it is about, or not at all', async () => {
    const log = new ChainedAuditLog(records, new AuditSeals(KEY), tables.clock);
    const failing = transactions.run(async (tx) => {
      await log.record(tx, { actor, action: 'job.start', outcome: 'allowed' });
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    await writeMany(1);
    expect(await verify()).toMatchObject({ ok: true, checked: 1 });
  });

  it('keeps one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => write({ subject: `job:${n}` })));
    expect(await verify()).toMatchObject({ ok: true, checked: 60 });
  });

  it('stores what it hashed, also odd texts and numbers', async () => {
    const details: SafeDetails = {
      ...{ z: 1, a: -0, big: 1e21, small: 5e-324, long: 0.1 + 0.2, no: null, yes: true },
      text: 'NUL \0, half \ud83d, whole 😀, "quoted" \\u0000 \u2028',
    };
    await write({ reason: '\0half \udc00\n', details, subject: '' });
    await write({ details: {} });
    expect(await verify()).toMatchObject({ ok: true, checked: 2 });
  });

  it('lets its own service neither change nor remove a record, nor move the end back', async () => {
    await writeMany(2);
    for (const sql of [
      `UPDATE audit_log SET reason = 'x'`,
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
      'DELETE FROM audit_head',
      'UPDATE audit_head SET seq = 1',
      'UPDATE audit_head SET seq = 4',
      'ALTER TABLE audit_log DISABLE TRIGGER ALL',
    ]) {
      await expect(transactions.query(sql)).rejects.toMatchObject({ code: 'DATABASE_ERROR' });
    }
    // The owner is stopped by the triggers.
    for (const sql of ['DELETE FROM audit_log', 'UPDATE audit_log SET seq = 9']) {
      await expect(tables.query(sql)).rejects.toThrow('append-only');
    }
    expect(await verify()).toMatchObject({ ok: true, checked: 2 });
  });
});

describe('VerifyAudit', () => {
  it('is content with an empty log', async () => {
    expect(await verify()).toMatchObject({ ok: true, checked: 0, firstBrokenSeq: null });
  });

  it.each([
    ['a reason', `UPDATE audit_log SET reason = 'another' WHERE seq = 3`, 3],
    ['who it was', `UPDATE audit_log SET actor_name = 'Anna' WHERE seq = 3`, 3],
    ['when', `UPDATE audit_log SET at = at + interval '1 ms' WHERE seq = 2`, 2],
    ['details', `UPDATE audit_log SET details = '{"a":1}' WHERE seq = 5`, 5],
    ['the outcome', `UPDATE audit_log SET outcome = 'refused' WHERE seq = 1`, 1],
    ['a hash', `UPDATE audit_log SET hash = sha256('x') WHERE seq = 4`, 4],
    ['a record away', 'DELETE FROM audit_log WHERE seq = 3', 3],
    ['the first away', 'DELETE FROM audit_log WHERE seq = 1', 1],
    ['the last away', 'DELETE FROM audit_log WHERE seq = 5', 5],
    ['all away', 'DELETE FROM audit_log', 1],
    ['the last record', `UPDATE audit_log SET reason = 'another' WHERE seq = 5`, 5],
    ['the end back', 'UPDATE audit_head SET seq = 4', 4],
    ['the end away', 'DELETE FROM audit_head', 1],
  ])('finds %s changed, and names the first broken record', async (_what, sql, firstBrokenSeq) => {
    await writeMany(5);
    await asOwner(sql);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq });
  });

  it('finds a record that was put between others, or past the end', async () => {
    await writeMany(3);
    const copy = (seq: string) => `
      INSERT INTO audit_log SELECT ${seq}, at, actor_id, actor_name, actor_role, actor_via, action,
        subject, reason, outcome, details, prev_hash, hash, seal FROM audit_log WHERE seq = 2`;
    await asOwner(copy('4'));
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 4 });
    await asOwner(
      'DELETE FROM audit_log WHERE seq = 4',
      'UPDATE audit_log SET seq = 4 WHERE seq = 3',
    );
    await asOwner(copy('3'));
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 3 });
  });

  it('finds a record that was changed with its own hash made right', async () => {
    await writeMany(4);
    await asOwner(`UPDATE audit_log SET reason = 'another' WHERE seq = 2`);
    const [row] = (await records.readOn(1, 1)).map((one) => hashOf(recordOf(one)));
    await tables.query(`UPDATE audit_log SET hash = decode($1, 'hex') WHERE seq = 2`, [row]);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 2 });
    expect(await verify(NO_KEY)).toMatchObject({ ok: false, firstBrokenSeq: 3 });
  });

  it('finds a log that was written anew with all hashes right, by the key alone', async () => {
    await writeMany(4);
    await asOwner(`UPDATE audit_log SET reason = 'another' WHERE seq = 2`);
    await rewriteChain(2);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 2, sealedFrom: 1 });
    // Not to be seen without the key: see the words above VerifyAudit.
    expect(await verify(NO_KEY)).toMatchObject({ ok: true, sealedFrom: null });
  });

  it('finds a log that was cut off with its end made right, also when it goes on', async () => {
    await writeMany(4);
    await asOwner(
      'DELETE FROM audit_log WHERE seq = 4',
      'UPDATE audit_head h SET seq = 3, hash = l.hash, seal = l.seal FROM audit_log l WHERE l.seq = 3',
    );
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 3 });
    expect(await verify(NO_KEY)).toMatchObject({ ok: true });
    await writeMany(2);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 4, checked: 3 });
  });

  it('finds a log whose end lost its seal, also when it goes on', async () => {
    await writeMany(3);
    await asOwner(
      'DELETE FROM audit_log WHERE seq = 3',
      'UPDATE audit_head h SET seq = 2, hash = l.hash, seal = NULL FROM audit_log l WHERE l.seq = 2',
    );
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 2 });
    await writeMany(1);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 3 });
  });

  it('takes a log from before the key, and tells from where on it is sealed', async () => {
    await write({}, NO_KEY);
    await write({}, NO_KEY);
    expect(await verify()).toMatchObject({ ok: true, sealedFrom: null });
    await write();
    expect(await verify()).toMatchObject({ ok: true, sealedFrom: 3 });
    await write({}, NO_KEY);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 4 });
  });

  it('goes on under a new key while the old one is known', async () => {
    const next = 'another-audit-key-of-the-tests-only';
    await write();
    await write({}, `${next},${KEY}`);
    expect(await verify(`${next},${KEY}`)).toMatchObject({ ok: true, sealedFrom: 1 });
    expect(await verify(next)).toMatchObject({ ok: false, firstBrokenSeq: 1 });
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 2 });
  });

  it('reads batch by batch, also while records are appended', async () => {
    await appendChain(12_000);
    let writing = true;
    const writer = (async () => {
      while (writing) await write();
    })();
    const verdict = await verify();
    writing = false;
    await writer;
    expect(verdict).toMatchObject({ ok: true, checked: verdict.head?.seq });
    expect(verdict.checked).toBeGreaterThanOrEqual(12_000);
    await asOwner(`UPDATE audit_log SET subject = 'job:other' WHERE seq IN (7654, 9876)`);
    expect(await verify()).toMatchObject({ ok: false, firstBrokenSeq: 7654, checked: 7653 });
  });
});

describe('AuditRepository', () => {
  it('lists by who, what and when, page by page', async () => {
    const anna = { ...actor, id: 'token:anna' };
    await write({ action: 'job.plan' });
    tables.clock.advance(60_000);
    const later = tables.clock.now();
    await write();
    await write({ actor: anna });
    const seqs = async (filter = {}, limit = 10, before?: number) =>
      (await records.list(filter, limit, before)).map(({ seq }) => Number(seq));
    expect(await seqs({ actor: 'token:anna' })).toEqual([3]);
    expect(await seqs({ action: 'job.start' })).toEqual([3, 2]);
    expect(await seqs({ since: later })).toEqual([3, 2]);
    expect(await seqs({ until: later })).toEqual([1]);
    expect(await seqs({}, 1)).toEqual([3]);
    expect(await seqs({}, 2, 3)).toEqual([2, 1]);
  });
});

/** As the log writes them, but in few statements. */
async function appendChain(count: number): Promise<void> {
  let head: AuditHead = { seq: 0, hash: '00'.repeat(32) };
  const rows = Array.from({ length: count }, (_, n) => {
    const entry = { actor, action: 'job.start', subject: `job:${n}`, outcome: 'allowed' } as const;
    const record = nextRecord(entry, head, tables.clock.now());
    head = { seq: record.seq, hash: hashOf(record) };
    return { ...record, hash: head.hash };
  });
  await asOwner();
  await tables.query(
    `INSERT INTO audit_log SELECT seq, at, actor->>'id', actor->>'name', actor->>'role',
       actor->>'via', action, subject, reason, outcome, details, decode("prevHash", 'hex'),
       decode(hash, 'hex')
     FROM json_to_recordset($1) AS r(seq bigint, at timestamptz, actor json, action text,
       subject text, reason text, outcome text, details jsonb, "prevHash" text, hash text)`,
    [JSON.stringify(rows)],
  );
  await tables.query(`UPDATE audit_head SET seq = $1, hash = decode($2, 'hex')`, [
    head.seq,
    head.hash,
  ]);
}
