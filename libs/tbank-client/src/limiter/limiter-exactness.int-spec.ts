import { AppError, sleep } from '@lk/kernel';
import { createTestDatabase, type TestDatabase } from '@lk/testing';
import { Pool } from 'pg';
import { type CallPriority } from '../bank-call';
import { BANK_LIMITS, TAKE_PERMITS } from '../migrations/1700000000002-create-limits';
import { GroupLimiter } from './group-limiter';
import { type GroupLimit } from './group-limits';
import { type LimitStore } from './limit-store';
import { PostgresLimitStore } from './postgres-limit-store';

/** What the bank can have seen of a request: it arrived somewhere between these two moments. */
interface Sent {
  readonly from: number;
  readonly to: number;
}

const LIMIT: GroupLimit = { group: 'deals', limit: 5, windowMs: 200 };
const JITTER_MS = 150;
/** Sending may be late by two fifths of the jitter; the rest is the network's. */
const NETWORK_MS = JITTER_MS * 0.6;
const PROCESSES = 6;
const RUN_MS = 3000;
const PRIORITIES: CallPriority[] = ['payment', 'command', 'command', 'look-up', 'reconciliation'];

/**
 * The most requests that can have arrived within one window, whatever the moments of arrival: some
 * requests fit into a window exactly when the last was sent less than a window after the first
 * arrived at the latest.
 */
function mostInOneWindow(requests: readonly Sent[], windowMs: number): number {
  const together = (last: Sent): number =>
    requests.filter(({ from, to }) => from <= last.from && to > last.from - windowMs).length;
  return Math.max(0, ...requests.map(together));
}

/** Repeatable: Park and Miller's generator. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Six processes with sockets to Postgres of their own ask for more than there is. */
class Simulation {
  readonly requests: Sent[] = [];
  private readonly pools: Pool[] = [];
  private readonly limiters: GroupLimiter[] = [];
  private readonly random = randomNumbers(20_261_124);
  private going = true;

  constructor(
    private readonly url: string,
    private readonly schema: string,
  ) {}

  /** @param until ends it early */
  async run(until: () => boolean = () => false): Promise<void> {
    for (let i = 0; i < PROCESSES; i += 1) this.limiters.push(this.makeLimiter());
    const callers = this.limiters.flatMap((limiter) =>
      PRIORITIES.map((priority) => this.keepCalling(limiter, priority)),
    );
    const endsAt = performance.now() + RUN_MS;
    while (performance.now() < endsAt && !until()) await sleep(100);
    this.going = false;
    for (const limiter of this.limiters) limiter.stop();
    await Promise.all(callers);
    await Promise.all(this.pools.map((pool) => pool.end()));
  }

  private makeLimiter(): GroupLimiter {
    const pool = new Pool({ connectionString: this.url, max: 1 });
    this.pools.push(pool);
    const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> => {
      const text = sql.replaceAll('tbank.', `${this.schema}.`);
      return (await pool.query<T & object>(text, [...parameters])).rows;
    };
    const shared = new PostgresLimitStore({ query });
    // A pause is kept here only: it makes processes give back what has not begun.
    const store: LimitStore = {
      take: (limit, request) => shared.take(limit, request),
      slowDown: () => Promise.resolve(0),
    };
    const now = () => performance.now();
    return new GroupLimiter({ limit: LIMIT, jitterMs: JITTER_MS, maxWaitMs: 1000 }, { store, now });
  }

  private async keepCalling(limiter: GroupLimiter, priority: CallPriority): Promise<void> {
    while (this.going) {
      try {
        await this.call(limiter, priority);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'BANK_BUSY') throw error;
        await sleep(10);
      }
    }
  }

  private async call(limiter: GroupLimiter, priority: CallPriority): Promise<void> {
    const permit = await limiter.acquire(priority);
    const from = performance.now();
    const fate = this.random();
    if (fate < 0.1) return permit.unused();
    const quick = this.random() < 0.5;
    const arrivesInMs = this.random() * (quick ? 5 : NETWORK_MS - 10);
    // Arrived somewhere in the middle, but nobody knows where: until the answer, or for a lost one
    // until the latest moment that the network allows.
    const index = this.requests.push({ from, to: from + NETWORK_MS }) - 1;
    await sleep(arrivesInMs);
    if (fate < 0.3) return permit.lost();
    this.requests[index] = { from, to: Math.min(performance.now(), from + NETWORK_MS) };
    permit.answered();
    if (fate > 0.97) await limiter.slowDown(60);
  }
}

describe('the bank never sees more requests in a window than it allows', () => {
  let database: TestDatabase;
  let schemas = 0;

  beforeAll(async () => {
    database = await createTestDatabase([]);
  });
  afterAll(() => database.drop());

  async function install(change: (sql: string) => string): Promise<string> {
    schemas += 1;
    const schema = `limits_${schemas}`;
    await database.query(`CREATE SCHEMA ${schema}`);
    for (const sql of [BANK_LIMITS, change(TAKE_PERMITS)]) {
      await database.query(sql.replaceAll('tbank.', `${schema}.`));
    }
    return schema;
  }

  /** The lock's absence shows when the function takes longer; the right one must bear that, too. */
  const slowly = (sql: string): string =>
    sql.replace('t := clock_timestamp();', 't := clock_timestamp(); PERFORM pg_sleep(0.003);');

  it.each([
    ['as it is', (sql: string) => sql],
    ['with a slow function', slowly],
  ])('%s', async (_how, change) => {
    const simulation = new Simulation(database.url, await install(change));
    await simulation.run();
    expect(mostInOneWindow(simulation.requests, LIMIT.windowMs)).toBeLessThanOrEqual(LIMIT.limit);
    // Otherwise nothing was tried: with half of the answers lost or late, two thirds are left.
    const possible = (RUN_MS / LIMIT.windowMs) * LIMIT.limit;
    expect(simulation.requests.length).toBeGreaterThan(possible * 0.4);
  });

  const replace = (from: string, to: string) => (sql: string) => {
    expect(sql).toContain(from);
    return sql.replaceAll(from, to);
  };

  it.each([
    ['takes no lock', (sql: string) => replace(' FOR UPDATE', '')(slowly(sql))],
    [
      'forgets the jitter',
      replace('start_at + p_hold_ms * ms + after_arrival', 'start_at + after_arrival'),
    ],
    [
      'believes late reports',
      replace('IF held_by[report.lane] = report.token THEN', 'IF true THEN'),
    ],
    [
      'frees a lane with the answer',
      replace("CASE report.kind\n          WHEN 'unused'", 'CASE WHEN true'),
    ],
    ['counts a shorter window', replace('(p_window_ms + p_guard_ms', '(p_window_ms * 0.9')],
  ])('a function that %s is found out', async (_how, change) => {
    const simulation = new Simulation(database.url, await install(change));
    const isFoundOut = () => mostInOneWindow(simulation.requests, LIMIT.windowMs) > LIMIT.limit;
    await simulation.run(isFoundOut);
    expect(isFoundOut()).toBe(true);
  });
});

describe('mostInOneWindow', () => {
  it.each([
    ['none', [], 0],
    [
      'exact moments a window apart',
      [
        { from: 0, to: 0 },
        { from: 200, to: 200 },
      ],
      1,
    ],
    [
      'exact moments within a window',
      [
        { from: 0, to: 0 },
        { from: 199, to: 199 },
      ],
      2,
    ],
    [
      'the first may have arrived late',
      [
        { from: 0, to: 10 },
        { from: 205, to: 206 },
      ],
      2,
    ],
    [
      'both late, but the second surely later',
      [
        { from: 0, to: 10 },
        { from: 210, to: 500 },
      ],
      1,
    ],
  ])('%s', (_what, requests, most) => {
    expect(mostInOneWindow(requests, 200)).toBe(most);
  });
});
