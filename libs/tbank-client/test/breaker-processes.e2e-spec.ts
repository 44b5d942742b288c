import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase, eventually, type TestDatabase, type TestService } from '@lk/testing';
import { startBankSimulator } from '../../testing/src/bank-simulator';
import { tbankSchema } from '../src/tbank.schema';
import {
  type BreakerChildNews,
  type BreakerChildOrder,
  type CallOutcome,
} from './children/breaker-child';

const CHILD = join(__dirname, '../../../dist/libs/tbank-client/test/children/breaker-child.js');
const TOKEN = 'token-of-the-tests';
const PATH = '/api/v1/nominal-accounts/payments';
const OPEN_MS = 3000;
const FAILURES = 5;
const PROBE_LATENCY_MS = 400;

type Standing = Extract<BreakerChildNews, { news: 'standing' }>;

/** A process with a breaker, and all it said. */
class Client {
  readonly standings: Standing[] = [];
  outcomes: Readonly<Record<CallOutcome, number>> | undefined;
  private readonly child: ChildProcess = fork(CHILD, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  constructor(
    readonly service: string,
    databaseUrl: string,
    bankUrl: string,
  ) {
    this.child.on('message', (message) => this.hear(message as BreakerChildNews));
    this.tell({
      order: 'start',
      service,
      databaseUrl,
      path: PATH,
      environment: {
        TBANK_API_URL: bankUrl,
        TBANK_API_TOKEN: TOKEN,
        TBANK_TIMEOUT_MS: '3000',
        TBANK_BREAKER_FAILURES: String(FAILURES),
        TBANK_BREAKER_OPEN_MS: String(OPEN_MS),
      },
    });
  }

  get now(): Standing | undefined {
    return this.standings.at(-1);
  }

  go = () => this.tell({ order: 'go' });

  async rest(): Promise<Readonly<Record<CallOutcome, number>>> {
    this.tell({ order: 'rest' });
    return eventually(() => {
      if (!this.outcomes) throw new Error('still going');
      return this.outcomes;
    });
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }

  private tell(order: BreakerChildOrder): void {
    this.child.send(order);
  }

  private hear(news: BreakerChildNews): void {
    if (news.news === 'standing') this.standings.push(news);
    else this.outcomes = news.outcomes;
  }
}

interface LedgerEntry {
  readonly arrivedMs: number;
}

/** Real: two processes, their sockets, Postgres. The bank is the simulator. */
describe('the circuit breaker of two processes', () => {
  let database: TestDatabase;
  let bank: TestService;
  let a: Client;
  let b: Client;

  beforeAll(async () => {
    bank = await startBankSimulator(TOKEN);
  });
  afterAll(() => bank.stop());
  beforeEach(async () => {
    await sim('POST', '/reset');
    database = await createTestDatabase([tbankSchema]);
    a = new Client('deal', database.url, bank.url);
    b = new Client('payout', database.url, bank.url);
    await Promise.all([a, b].map((client) => stands(client, 'closed')));
  });
  afterEach(async () => {
    await Promise.all([a.stop(), b.stop()]);
    await database.drop();
  });

  async function sim(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${bank.url}/_sim${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  }
  const fault = (rule?: object) =>
    sim('PUT', '/faults', { rules: rule ? [{ path: PATH, ...rule }] : [] });
  const requests = async (): Promise<LedgerEntry[]> =>
    ((await sim('GET', '/ledger?section=requests')) as { requests: LedgerEntry[] }).requests;

  const stands = (client: Client, phase: string, epoch?: number) =>
    eventually(
      () => {
        const { now } = client;
        expect(now).toMatchObject({ phase, ...(epoch !== undefined && { epoch }) });
        return now?.at ?? NaN;
      },
      { intervalMs: 5 },
    );

  /** Since when, by the machine's clock. */
  const since = (client: Client, phase: string): number =>
    client.standings.find((standing) => standing.phase === phase)?.at ?? NaN;

  async function open(): Promise<void> {
    await fault({ status: 503 });
    a.go();
    await stands(b, 'open', 1);
  }

  it('opens in one, is known to the other within a second, one probes, closes for both', async () => {
    await open();
    const seenAfterMs = since(b, 'open') - since(a, 'open');
    process.stdout.write(
      `breaker: open in one process, seen in the other after ${seenAfterMs} ms\n`,
    );
    expect(seenAfterMs).toBeLessThan(1000);
    expect([a.now?.gateOpen, b.now?.gateOpen]).toEqual([false, false]);

    // Both go on asking; the first probe fails, and it is the only request that leaves.
    b.go();
    await fault({ status: 503, latencyMs: PROBE_LATENCY_MS });
    await Promise.all([stands(a, 'open', 3), stands(b, 'open', 3)]);
    expect(await requests()).toHaveLength(FAILURES + 1);

    // The second one is answered: while it is under way nothing else leaves either process.
    await fault({ latencyMs: PROBE_LATENCY_MS });
    await Promise.all([stands(a, 'closed', 5), stands(b, 'closed', 5)]);
    expect([a.now?.gateOpen, b.now?.gateOpen]).toEqual([true, true]);
    await eventually(async () => expect((await requests()).length).toBeGreaterThan(FAILURES + 6));
    const outcomes = await Promise.all([a.rest(), b.rest()]);
    const [failedProbe, probe, next] = (await requests()).slice(FAILURES);
    const gap = (to?: LedgerEntry, from?: LedgerEntry) =>
      (to?.arrivedMs ?? NaN) - (from?.arrivedMs ?? NaN);
    expect(gap(probe, failedProbe)).toBeGreaterThan(OPEN_MS);
    expect(gap(next, probe)).toBeGreaterThanOrEqual(PROBE_LATENCY_MS - 50);

    expect(outcomes[0].failed + outcomes[1].failed).toBe(FAILURES + 1);
    for (const { answered, refused } of outcomes) {
      expect(answered).toBeGreaterThan(0);
      expect(refused).toBeGreaterThan(10);
    }
    expect(await database.query('SELECT state FROM tbank.bank_breaker')).toEqual([
      { state: 'closed' },
    ]);
  });

  it('lets the other one probe when the prober is killed', async () => {
    await open();
    await fault({ latencyMs: 60_000 });
    await stands(b, 'probing', 2);
    await a.stop();
    await fault();
    b.go();
    const at = await stands(b, 'closed', 4);
    const waitedMs = at - since(b, 'probing');
    process.stdout.write(`breaker: a dead prober was replaced after ${waitedMs} ms\n`);
    expect(waitedMs).toBeGreaterThan(4000);
    expect((await requests()).length).toBeGreaterThanOrEqual(FAILURES + 2);
  });
});
