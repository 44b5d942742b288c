import { Agent } from 'node:http';
import { AppError, sleep } from '@lk/kernel';
import { loadConfig, Metrics } from '@lk/platform';
import axios from 'axios';
import { Pool } from 'pg';
import { type CallPriority } from '../../src/bank-call';
import { PostgresRateLimiter } from '../../src/limiter/postgres-rate-limiter';
import { TBankConfig } from '../../src/tbank.config';

/** What the parent asks for: calls at a steady rate for a while. */
export interface LimiterChildOrder {
  readonly databaseUrl: string;
  readonly path: string;
  readonly environment: Record<string, string>;
  readonly callsPerSecond: number;
  /** Whose calls they are, in turn. */
  readonly mix: readonly CallPriority[];
  readonly durationMs: number;
  /** Payments are asked one a second, from here to here. */
  readonly payments: { readonly fromMs: number; readonly toMs: number };
}

/** What became of the calls. */
export interface LimiterChildNews {
  /** Waits for the permit, in milliseconds. */
  readonly waitsMs: Readonly<Record<CallPriority, readonly number[]>>;
  readonly rejected: number;
  /** Round trips to the database. */
  readonly trips: number;
  readonly statuses: Readonly<Record<number, number>>;
}

const agent = new Agent({ keepAlive: true });
const waitsMs = {
  payment: [] as number[],
  command: [] as number[],
  'look-up': [] as number[],
  reconciliation: [] as number[],
};
const statuses: Record<number, number> = {};
let rejected = 0;
let trips = 0;

function makeLimiter({ databaseUrl }: LimiterChildOrder, config: TBankConfig): PostgresRateLimiter {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> => {
    trips += 1;
    return (await pool.query<T & object>(sql, [...parameters])).rows;
  };
  return new PostgresRateLimiter(config, { sql: { query }, metrics: new Metrics('child') });
}

async function work(order: LimiterChildOrder): Promise<void> {
  const config = loadConfig(TBankConfig, order.environment);
  const limiter = makeLimiter(order, config);
  const call = async (priority: CallPriority): Promise<void> => {
    const askedAt = performance.now();
    const permit = await limiter.acquire('deals', priority);
    waitsMs[priority].push(performance.now() - askedAt);
    const { status } = await axios.get(config.TBANK_API_URL + order.path, {
      httpAgent: agent,
      headers: { authorization: `Bearer ${config.TBANK_API_TOKEN}` },
      validateStatus: () => true,
    });
    permit.answered();
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 429) await limiter.slowDown('deals', undefined);
  };
  const ask = (priority: CallPriority): void => {
    call(priority).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'BANK_BUSY') throw error;
      rejected += 1;
    });
  };
  await askSteadily(order, ask);
  limiter.stop();
  process.send?.({ waitsMs, rejected, trips, statuses } satisfies LimiterChildNews);
}

/** By the clock, not by pauses: those would add up. */
async function askSteadily(
  { callsPerSecond, mix, durationMs, payments }: LimiterChildOrder,
  ask: (priority: CallPriority) => void,
): Promise<void> {
  const begunAt = performance.now();
  let [asked, paid] = [0, 0];
  for (let at = 0; at < durationMs; at = performance.now() - begunAt) {
    for (; asked < (at * callsPerSecond) / 1000; asked += 1) {
      ask(mix[asked % mix.length] ?? 'command');
    }
    if (at > payments.fromMs + paid * 1000 && at < payments.toMs) {
      paid += 1;
      ask('payment');
    }
    await sleep(5);
  }
}

// It ends with its parent, however that one ends.
process.once('disconnect', () => process.exit(0));
process.once('message', (order) => void work(order as LimiterChildOrder));
