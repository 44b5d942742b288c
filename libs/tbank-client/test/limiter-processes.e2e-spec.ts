import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase, type TestService } from '@lk/testing';
import { startBankSimulator } from '../../testing/src/bank-simulator';
import { tbankSchema } from '../src/tbank.schema';
import { type LimiterChildNews, type LimiterChildOrder } from './children/limiter-child';

const CHILD = join(__dirname, '../../../dist/libs/tbank-client/test/children/limiter-child.js');
const TOKEN = 'token-of-the-tests';
const PATH = '/api/v1/nominal-accounts/deals';
const PROCESSES = 4;
const PER_SECOND = 10;
const DURATION_MS = 30_000;
const SETTLING_MS = 1000;

interface LedgerEntry {
  readonly arrivedMs: number;
  readonly status: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

/** Real: four processes, their sockets, Postgres. The bank is the simulator with its own limiter. */
describe('the rate limit of four processes', () => {
  let database: TestDatabase;
  let bank: TestService;
  let children: ChildProcess[];
  let news: LimiterChildNews[];
  let requests: LedgerEntry[];

  beforeAll(async () => {
    bank = await startBankSimulator(TOKEN, {
      SIM_RATE_LIMIT_ENABLED: 'true',
      SIM_RATE_LIMIT_PER_SECOND: String(PER_SECOND),
    });
    database = await createTestDatabase([tbankSchema]);
    children = Array.from({ length: PROCESSES }, () => fork(CHILD));
    news = await Promise.all(children.map(run));
    requests = await ledger();
    report();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await bank.stop();
    await database.drop();
  });

  async function run(child: ChildProcess): Promise<LimiterChildNews> {
    child.send({
      databaseUrl: database.url,
      path: PATH,
      environment: { TBANK_API_URL: bank.url, TBANK_API_TOKEN: TOKEN },
      callsPerSecond: 50,
      mix: ['reconciliation', 'command', 'command', 'command', 'command'],
      durationMs: DURATION_MS,
      payments: { fromMs: 8000, toMs: 22_000 },
    } satisfies LimiterChildOrder);
    const [answer] = (await once(child, 'message')) as [LimiterChildNews];
    return answer;
  }

  async function ledger(): Promise<LedgerEntry[]> {
    const answer = await fetch(`${bank.url}/_sim/ledger?section=requests`);
    return ((await answer.json()) as { requests: LedgerEntry[] }).requests;
  }

  const arrivals = (): number[] => requests.map(({ arrivedMs }) => arrivedMs).sort((a, b) => a - b);

  /** Without the first and the last second, in which not everybody asks. */
  function usedShare(): number {
    const from = (arrivals()[0] ?? NaN) + SETTLING_MS;
    const to = from + DURATION_MS - 2 * SETTLING_MS;
    const inside = arrivals().filter((at) => at >= from && at < to).length;
    return inside / ((PER_SECOND * (to - from)) / 1000);
  }

  const paymentWaits = (): number[] => news.flatMap(({ waitsMs }) => waitsMs.payment);
  const served = ({ waitsMs }: LimiterChildNews): number =>
    sum(Object.values(waitsMs).map((waits) => waits.length));

  function report(): void {
    const trips = sum(news.map((one) => one.trips)) / sum(news.map(served));
    const lines = [
      `used ${(usedShare() * 100).toFixed(1)} % of the budget, ${requests.length} requests`,
      `payments: ${paymentWaits().length}, median wait ${median(paymentWaits()).toFixed(0)} ms, ` +
        `longest ${Math.max(...paymentWaits()).toFixed(0)} ms`,
      `round trips per permit ${trips.toFixed(2)}`,
      `permits per process ${news.map(served).join(', ')}, of them sweeps ` +
        news.map(({ waitsMs }) => waitsMs.reconciliation.length).join(', '),
      `came back later ${sum(news.map(({ rejected }) => rejected))}`,
    ];
    process.stdout.write(lines.map((line) => `limiter: ${line}\n`).join(''));
  }

  it('never lets the bank see more than it allows', () => {
    expect(requests.filter(({ status }) => status !== 200)).toEqual([]);
    const times = arrivals();
    const gaps = times.slice(PER_SECOND).map((at, i) => at - (times[i] ?? NaN));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  });

  it('uses nearly all of what the bank allows', () => {
    expect(usedShare()).toBeGreaterThanOrEqual(0.92);
  });

  it('lets payments pass, and sweeps not starve', () => {
    expect(paymentWaits().length).toBeGreaterThanOrEqual(PROCESSES * 10);
    expect(median(paymentWaits())).toBeLessThan(1000);
    expect(sum(news.map(({ waitsMs }) => waitsMs.reconciliation.length))).toBeGreaterThan(2);
  });
});
