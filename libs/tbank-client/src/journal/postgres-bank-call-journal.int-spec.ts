import { newId } from '@lk/kernel';
import { createTestDatabase, type TestDatabase } from '@lk/testing';
import { Pool } from 'pg';
import {
  beneficiarySubject,
  type CallSubjects,
  type ChangingCall,
  changingCall,
  dealSubject,
} from '../bank-call';
import { tbankSchema } from '../tbank.schema';
import { type CallResult } from './bank-call-journal';
import { PostgresBankCallJournal } from './postgres-bank-call-journal';

const DONE: CallResult = { sent: true, outcome: 'done', uncertain: false, requestId: newId() };
const LOST: CallResult = { ...DONE, outcome: 'BANK_OUTCOME_UNKNOWN', uncertain: true };
const REFUSED: CallResult = { ...DONE, outcome: 'BANK_REFUSED', httpStatus: 422 };
const UNSENT: CallResult = { ...DONE, sent: false, outcome: 'BANK_CIRCUIT_OPEN' };

const GO = { verdict: 'go', uncertain: false };
const GO_UNCERTAIN = { verdict: 'go', uncertain: true };

describe('PostgresBankCallJournal', () => {
  let database: TestDatabase;
  let pool: Pool;
  let journal: PostgresBankCallJournal;

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    pool = new Pool({ connectionString: database.url, max: 10 });
    const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> =>
      (await pool.query(sql, [...parameters])).rows as T[];
    journal = new PostgresBankCallJournal({ query });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const payment = (subjects: CallSubjects = {}): ChangingCall =>
    changingCall('payments.create', newId(), subjects);
  const begin = (call: ChangingCall, requestHash = 'hash') => journal.begin({ call, requestHash });
  const row = async ({ key }: ChangingCall) =>
    (
      await database.query<Record<string, unknown>>(
        `SELECT attempts, outcome, http_status, uncertain, in_flight_since IS NOT NULL AS in_flight,
                unknown_since IS NOT NULL AS unknown, is_open, look_ups
         FROM tbank.bank_calls WHERE idempotency_key = $1`,
        [key],
      )
    )[0];

  describe('what is known of a call', () => {
    it('is in flight from before the first send, and done by its answer', async () => {
      const call = payment();
      expect(await begin(call)).toEqual(GO);
      expect(await row(call)).toMatchObject({ attempts: 1, outcome: null, in_flight: true });
      await journal.finish(call.key, DONE);
      expect(await row(call)).toMatchObject({ outcome: 'done', is_open: false, unknown: false });
    });

    it('is done for whoever asks by operation and business id, once the bank has said so', async () => {
      const call = payment();
      const isDone = () => journal.isDone('payments.create', call.businessId);
      expect(await isDone()).toBe(false);
      await begin(call);
      expect(await isDone()).toBe(false);
      await journal.finish(call.key, LOST);
      expect(await isDone()).toBe(false);
      const deal = dealSubject(newId());
      const within = payment({ shared: [deal] });
      await begin(within);
      expect(await journal.isDoneWithin('payments.create', deal)).toBe(false);
      await journal.finish(within.key, DONE);
      expect(await journal.isDoneWithin('payments.create', deal)).toBe(true);
      expect(await journal.isDoneWithin('deals.cancel', deal)).toBe(false);
      await journal.settle(call.key);
      expect(await isDone()).toBe(true);
      expect(await journal.isDone('deals.cancel', call.businessId)).toBe(false);
    });

    it('is unknown after a crash between sending and the answer', async () => {
      const call = payment();
      await begin(call);
      expect(await journal.find(call.key)).toMatchObject({ uncertain: true, lookUps: 0 });
      expect(await begin(call)).toEqual(GO_UNCERTAIN);
      await journal.finish(call.key, { ...REFUSED, uncertain: true });
      expect(await row(call)).toMatchObject({ attempts: 2, uncertain: true, is_open: true });
    });

    it('stays unknown through an attempt that was never sent', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, LOST);
      await begin(call);
      await journal.finish(call.key, UNSENT);
      expect(await row(call)).toMatchObject({
        attempts: 1,
        outcome: 'BANK_OUTCOME_UNKNOWN',
        uncertain: true,
        is_open: true,
      });
    });

    it('is no more than before when the first attempt was never sent', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, UNSENT);
      expect(await row(call)).toMatchObject({ attempts: 0, outcome: null, is_open: false });
      expect(await begin(call)).toEqual(GO);
    });

    it('is certain again when a repeat is answered', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, LOST);
      expect(await begin(call)).toEqual(GO_UNCERTAIN);
      await journal.finish(call.key, DONE);
      expect(await row(call)).toMatchObject({ outcome: 'done', uncertain: false, unknown: false });
    });

    it('was done, and is asked for again by who died before keeping the answer: no refusal counts', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, DONE);
      expect(await journal.find(call.key)).toMatchObject({ uncertain: true });
      expect(await begin(call)).toEqual(GO_UNCERTAIN);
      await journal.finish(call.key, { ...REFUSED, uncertain: true });
      expect(await row(call)).toMatchObject({ uncertain: true, is_open: true, unknown: true });
    });

    it('is not in doubt after a refusal', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, REFUSED);
      expect(await journal.find(call.key)).toMatchObject({ uncertain: false });
      expect(await begin(call)).toEqual(GO);
    });

    it('keeps the time since when it is unknown', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, LOST);
      await database.query(
        `UPDATE tbank.bank_calls SET unknown_since = now() - interval '1 hour'
         WHERE idempotency_key = $1`,
        [call.key],
      );
      await begin(call);
      await journal.finish(call.key, LOST);
      const known = await journal.find(call.key);
      expect(known?.unknownForMs).toBeGreaterThanOrEqual(3_600_000);
      expect(known?.unknownForMs).toBeLessThan(3_660_000);
    });

    it('counts look-ups, remembers the alert, and is settled by what the bank shows', async () => {
      const call = payment();
      await begin(call);
      await journal.finish(call.key, LOST);
      expect(await journal.countLookUp(call.key)).toMatchObject({ lookUps: 1, alerted: false });
      await journal.markAlerted(call.key);
      expect(await journal.countLookUp(call.key)).toMatchObject({ lookUps: 2, alerted: true });
      await journal.settle(call.key);
      expect(await row(call)).toMatchObject({ outcome: 'done', is_open: false, look_ups: 3 });
    });

    it('is closed by the word that it was not done, unless it was done meanwhile', async () => {
      const [lost, done] = [payment(), payment()];
      for (const call of [lost, done]) await begin(call);
      await journal.finish(lost.key, LOST);
      await journal.finish(done.key, DONE);
      for (const { key } of [lost, done]) await journal.release(key);
      expect(await row(lost)).toMatchObject({ outcome: 'not-done', is_open: false });
      expect(await journal.find(lost.key)).toMatchObject({ uncertain: false, isOpen: false });
      expect(await row(done)).toMatchObject({ outcome: 'done', is_open: false });
    });

    it('is not opened again by an attempt that ends after the bank has shown it', async () => {
      const call = payment();
      await begin(call);
      await journal.settle(call.key);
      await journal.finish(call.key, LOST);
      expect(await row(call)).toMatchObject({ outcome: 'done', uncertain: false, is_open: false });
    });

    it('is nothing for a call that never began', async () => {
      expect(await journal.find(payment().key)).toBeUndefined();
      expect(await journal.countLookUp(payment().key)).toMatchObject({ lookUps: 0 });
    });
  });

  it('refuses another request under the same key, and leaves the row as it is', async () => {
    const call = payment();
    await begin(call);
    await journal.finish(call.key, DONE);
    await expect(begin(call, 'other')).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      disposition: 'invariant',
    });
    expect(await row(call)).toMatchObject({ attempts: 1, outcome: 'done', is_open: false });
  });

  describe('calls about the same deal or recipient', () => {
    const toBeneficiary = (beneficiary: string, deal: string): ChangingCall =>
      payment({ exclusive: [beneficiarySubject(beneficiary)], shared: [dealSubject(deal)] });
    const ofDeal = (deal: string): ChangingCall => payment({ exclusive: [dealSubject(deal)] });

    it.each<[string, CallResult | undefined]>([
      ['is in flight', undefined],
      ['is unknown', LOST],
    ])('wait while one to the same recipient %s', async (_state, result) => {
      const beneficiary = newId();
      const first = toBeneficiary(beneficiary, newId());
      const second = toBeneficiary(beneficiary, newId());
      await begin(first);
      if (result) await journal.finish(first.key, result);
      const answer = await begin(second);
      expect(answer).toEqual({
        verdict: 'pending',
        waitedMs: expect.any(Number) as number,
        unknown: result !== undefined,
      });
      expect(await row(second)).toBeUndefined();
      await journal.finish(first.key, DONE);
      expect(await begin(second)).toEqual(GO);
    });

    it('do not wait for themselves', async () => {
      const call = toBeneficiary(newId(), newId());
      await begin(call);
      expect(await begin(call)).toEqual(GO_UNCERTAIN);
    });

    it.each<[string, CallResult]>([
      ['done', DONE],
      ['refused', REFUSED],
      ['not sent', UNSENT],
    ])('do not wait for one that is %s', async (_state, result) => {
      const beneficiary = newId();
      const first = toBeneficiary(beneficiary, newId());
      await begin(first);
      await journal.finish(first.key, result);
      expect(await begin(toBeneficiary(beneficiary, newId()))).toEqual(GO);
    });

    it('lets payouts of one deal run beside each other, and no change of the deal with them', async () => {
      const deal = newId();
      const payouts = [toBeneficiary(newId(), deal), toBeneficiary(newId(), deal)];
      for (const payout of payouts) expect(await begin(payout)).toEqual(GO);
      const cancel = ofDeal(deal);
      expect(await begin(cancel)).toMatchObject({ verdict: 'pending' });
      for (const { key } of payouts) await journal.finish(key, DONE);
      expect(await begin(cancel)).toEqual(GO);
      expect(await begin(toBeneficiary(newId(), deal))).toMatchObject({ verdict: 'pending' });
      expect(await begin(ofDeal(deal))).toMatchObject({ verdict: 'pending' });
      expect(await begin(ofDeal(newId()))).toEqual(GO);
    });

    it('tells how long it has been waited for', async () => {
      const deal = newId();
      const first = ofDeal(deal);
      await begin(first);
      await database.query(
        `UPDATE tbank.bank_calls SET in_flight_since = now() - interval '1 minute'
         WHERE idempotency_key = $1`,
        [first.key],
      );
      const answer = await begin(ofDeal(deal));
      expect(answer.verdict === 'pending' && Math.round(answer.waitedMs / 10_000)).toBe(6);
    });

    it('has one winner when many begin at once', async () => {
      const beneficiary = newId();
      const calls = Array.from({ length: 20 }, () => toBeneficiary(beneficiary, newId()));
      const answers = await Promise.all(calls.map((call) => begin(call)));
      expect(answers.filter(({ verdict }) => verdict === 'go')).toHaveLength(1);
    });

    it('never locks up when subjects are named in different orders', async () => {
      const names = [newId(), newId(), newId()];
      const calls = Array.from({ length: 30 }, (_, index) =>
        payment({ exclusive: index % 2 === 0 ? names : [...names].reverse() }),
      );
      const answers = await Promise.all(calls.map((call) => begin(call)));
      expect(answers.filter(({ verdict }) => verdict === 'go')).toHaveLength(1);
    });
  });

  it('holds no text that could be a name, an account or a body', async () => {
    const columns = await database.query<{ column_name: string }>(
      `SELECT column_name FROM information_schema.columns
       WHERE table_schema = 'tbank' AND table_name = 'bank_calls' AND data_type IN ('text', 'ARRAY')`,
    );
    expect(columns.map(({ column_name }) => column_name).sort()).toEqual([
      'business_id',
      'exclusive',
      'operation',
      'outcome',
      'request_hash',
      'request_id',
      'shared',
    ]);
  });
});
