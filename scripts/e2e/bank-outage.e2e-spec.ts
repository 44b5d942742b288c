import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'amqplib';
import { type Http, until } from '../demo/http';
import { type DealView } from '../demo/records';
import { type Stage } from '../demo/stage';
import { LOGS_DIR, queryPostgres } from '../stack';
import { type RunningSystem } from '../system';
import { BreakerWatch } from './breaker-watch';
import { openStage, startTestSystem } from './harness';

const PAYOUTS = 40;
const AMOUNT = 100.25;
const OPEN_MS = 3000;
/** How long the bank is away, counted in its own words: requests that it refused as probes. */
const PROBES = 4;
/** Requests that were on their way when the second process learned that the first has opened it. */
const SETTLING_MS = 1000;
const COPIES = ['payout', 'payout-2'];
/** Calls nothing meanwhile, so it can know of the open breaker from the others only. */
const BYSTANDER = 'deal';
/** What becomes of messages without burning an attempt: held in the process, or back at their own time. */
const SPARING = [
  'hold BANK_CIRCUIT_OPEN',
  'retry BANK_OUTCOME_UNKNOWN',
  'retry BANK_CALL_PENDING',
  'retry BANK_BUSY',
];

/** A burnt attempt would be a dead letter within a second, an outage lasts many. */
const HASTE = {
  TBANK_BREAKER_OPEN_MS: String(OPEN_MS),
  TBANK_RETRY_BASE_MS: '50',
  TBANK_LOOK_UP_DELAYS_MS: '250,500,1000',
  TBANK_LIMIT_PER_SECOND: '100',
  SIM_RATE_LIMIT_PER_SECOND: '100',
  RETRY_BASE_MS: '250',
  RETRY_MAX_ATTEMPTS: '3',
};

interface LedgerRequest {
  readonly at: string;
  readonly arrivedMs: number;
  readonly status?: number;
}

interface LoggedFailure {
  readonly queue: string;
  readonly time: string;
  readonly outcome: string;
  readonly errorCode: string;
}

/** What was seen while the bank was away. */
interface Outage {
  readonly probes: readonly LedgerRequest[];
  readonly dead: Record<string, number>;
  readonly paidOut: number;
}

/**
 * Real: every service as a process, two of payout, Postgres, RabbitMQ, HTTP; the bank is the simulator,
 * which refuses everything with 503 for a while. Its ledger is the oracle.
 */
describe('a bank that is away', () => {
  let system: RunningSystem;
  let stage: Stage;
  let watch: BreakerWatch;
  let startedAt: string;
  let outage: Outage;

  beforeAll(async () => {
    system = await startTestSystem({ payout: 2 }, HASTE);
    stage = await openStage(system);
    watch = new BreakerWatch(system, [...COPIES, BYSTANDER]);
    const payouts = await createPaidDeal(stage);
    startedAt = new Date().toISOString();
    await setFaults(stage.http, [{ path: '/', status: 503 }]);
    watch.start();
    await ask(system.env.AMQP_URL ?? '', payouts);
    outage = await sitOut();
    await setFaults(stage.http, []);
  }, 240_000);
  afterAll(async () => {
    watch.stop();
    await stage.close();
    await system.stop({ servers: false });
  }, 60_000);

  async function sitOut(): Promise<Outage> {
    const opened = (): Promise<number> => Promise.resolve(watch.opened);
    await until('open in all', opened, (count) => count === COPIES.length + 1);
    const from = Date.now() + SETTLING_MS;
    const late = async (): Promise<LedgerRequest[]> =>
      (await requests(stage.http)).filter(({ at }) => Date.parse(at) >= from);
    const probes = await until('probes', late, ({ length }) => length >= PROBES);
    return { probes, dead: await dead(stage), paidOut: await paidOut(system) };
  }

  it('is known to be away in all processes within a second', () => {
    expect(watch.spreadMs).toBeLessThanOrEqual(1000);
  });

  it('gets one probe, then is left alone again for as long, whoever sends the next', () => {
    const gaps = gapsOf(outage.probes);
    console.log(
      `bank outage: opened ${watch.spreadMs} ms apart, between probes ` +
        `${gaps.map((gap) => gap.toFixed(0)).join(', ')} ms`,
    );
    expect(gaps).toHaveLength(PROBES - 1);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(OPEN_MS * 0.98);
  });

  it('is waited for: no payout is made or given up meanwhile', () => {
    expect(outage).toMatchObject({ dead: {}, paidOut: 0 });
  });

  it('pays everybody once when it is back, and all processes know', async () => {
    const paid = (): Promise<number> => paidOut(system);
    await until('everybody paid', paid, (count) => count === PAYOUTS);
    const states = (): Promise<string[]> => watch.states();
    await until('closed for all', states, (all) => all.every((state) => state === 'closed'));
    const { payments } = await stage.http.bank<{ payments: { beneficiaryId: string }[] }>(
      'GET',
      '/ledger?section=payments',
    );
    expect(payments).toHaveLength(PAYOUTS);
    expect(new Set(payments.map(({ beneficiaryId }) => beneficiaryId)).size).toBe(PAYOUTS);
    expect(await query(system, 'SELECT 1 FROM tbank.bank_calls WHERE is_open')).toEqual([]);
    expect(await dead(stage)).toEqual({});
  }, 90_000);

  it('burnt no attempt of any message', () => {
    const failures = COPIES.flatMap((name) => failuresOf(name, 'payout.commands', startedAt));
    expect(failures).toContain('hold BANK_CIRCUIT_OPEN');
    expect(failures.filter((failure) => !SPARING.includes(failure))).toEqual([]);
  });
});

const gapsOf = (seen: readonly LedgerRequest[]): number[] =>
  seen.slice(1).map(({ arrivedMs }, i) => arrivedMs - (seen[i]?.arrivedMs ?? NaN));

const query = (system: RunningSystem, sql: string) =>
  queryPostgres(system.env.DATABASE_URL ?? '', sql);

async function paidOut(system: RunningSystem): Promise<number> {
  const sql = `SELECT count(*)::int AS n FROM payout.payouts WHERE status = 'paid_out'`;
  return Number((await query(system, sql))[0]?.n);
}

async function setFaults(http: Http, rules: object[]): Promise<void> {
  await http.bank('PUT', '/faults', { rules });
}

async function requests(http: Http): Promise<LedgerRequest[]> {
  const path = '/ledger?section=requests';
  return (await http.bank<{ requests: LedgerRequest[] }>('GET', path)).requests;
}

/** What a process did with messages of a queue that it could not handle, and why, by its log. */
function failuresOf(process: string, queue: string, since: string): string[] {
  const lines = readFileSync(join(LOGS_DIR, `${process}.log`), 'utf8').split('\n');
  const failed = lines.filter((line) => line.includes('"msg":"message not handled"'));
  return failed
    .map((line) => JSON.parse(line) as LoggedFailure)
    .filter((entry) => entry.queue === queue && entry.time >= since)
    .map(({ outcome, errorCode }) => `${outcome} ${errorCode}`);
}

/** How many dead letters there are, by queue; none is no entry. */
async function dead(stage: Stage): Promise<Record<string, number>> {
  const queues = ['payout.commands', 'payout.events', 'deal.commands', 'deal.events'];
  const counts = await Promise.all(
    queues.map(async (q) => [q, (await stage.ops.letters(`queue=${q}`)).length]),
  );
  return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>;
}

interface Payout {
  readonly payoutId: string;
  readonly dealId: string;
  readonly recipientId: string;
  readonly amount: number;
  readonly purpose: string;
}

/** A deal that its payer has paid, with a payout to each of its recipients. */
async function createPaidDeal(stage: Stage): Promise<Payout[]> {
  const dealId = randomUUID();
  const recipients = Array.from({ length: PAYOUTS }, (_, index) => ({
    recipientId: `r${index}`,
    role: 'agency',
    legalType: 'OOO',
    inn: '7700000001',
    splitType: 'fixed',
    splitValue: AMOUNT,
    beneficiaryId: randomUUID(),
  }));
  const amount = AMOUNT * PAYOUTS;
  await stage.command('deal.create', { dealId, amount, description: 'Outage sample', recipients });
  await stage.command('deal.accept', { dealId });
  const deal = (): Promise<DealView> => stage.http.read('DEAL_URL', `/deals/${dealId}`);
  await stage.http.bank('POST', `/deals/${(await deal()).externalDealId}/pay`, {});
  await until('a paid deal', deal, ({ status }) => status === 'paid_to_bank');
  return recipients.map(({ recipientId }) => ({
    payoutId: randomUUID(),
    dealId,
    recipientId,
    amount: AMOUNT,
    purpose: 'Sample',
  }));
}

/** All of them within the outage, at a pace at which both copies get some. */
async function ask(url: string, payouts: readonly Payout[]): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  for (const payout of payouts) {
    channel.publish('bank.commands', 'payout.create', Buffer.from(JSON.stringify(payout)), {
      contentType: 'application/json',
      persistent: true,
      messageId: payout.payoutId,
    });
    await wait(10);
  }
  await channel.waitForConfirms();
  await connection.close();
}
