import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppLogger, loadConfig, Metrics } from '@lk/platform';
import { changingCall, createTBankClient, type TBankClient, TBankConfig } from '@lk/tbank-client';
import axios, { type AxiosInstance } from 'axios';
import { Pool } from 'pg';
import { type Bench } from './bench';
import { compared, type Measurement, plain } from './measurement';
import { quantile } from './statistics';

const BASE = '/api/v1/nominal-accounts';
const ACCOUNT = '40702810000000000000';
const PAYMENT = {
  beneficiaryId: 'bench',
  accountNumber: ACCOUNT,
  purpose: 'Bench',
};
/** Eight calls a second of each group: below the bank's ten, so that nobody waits for a place. */
const TICK_MS = 125;

/** Milliseconds of the calls of one round, by kind. */
interface Times {
  readonly bareRead: number[];
  readonly read: number[];
  readonly bareChange: number[];
  readonly change: number[];
}

/** What limiter, breaker and journal add to one call, as a ratio to a bare axios call. */
export async function measureBankCalls(bench: Bench): Promise<Measurement[]> {
  await bench.runOnly(['bank-simulator']);
  const bank = await openBank(bench);
  const medians: Times = { bareRead: [], read: [], bareChange: [], change: [] };
  try {
    const deal = await bank.client.deals.create(changingCall('deals.create', 'bench'), ACCOUNT);
    await measureRound(bank, deal.dealId, 8);
    for (let round = 1; round <= bench.plan.rounds; round += 1) {
      const times = await measureRound(bank, deal.dealId, bench.plan.bankCalls);
      for (const kind of Object.keys(medians) as (keyof Times)[]) {
        medians[kind].push(quantile(times[kind], 0.5));
      }
      bench.report(`  round ${round}  ${describe(medians)}`);
    }
  } finally {
    await bank.close();
  }
  return [
    plain('bank: a read, limiter and breaker', 'ms', medians.read),
    compared('  to a bare axios call', 'ms', medians.bareRead, medians.read),
    plain('bank: a change, and the journal', 'ms', medians.change),
    compared('  to a bare axios call', 'ms', medians.bareChange, medians.change),
  ];
}

function describe(medians: Times): string {
  const last = (kind: keyof Times): string => (medians[kind].at(-1) ?? 0).toFixed(2);
  return `read ${last('read')} ms, bare ${last('bareRead')} ms; change ${last('change')} ms, bare ${last('bareChange')} ms`;
}

interface Bank {
  readonly bare: AxiosInstance;
  readonly client: TBankClient;
  close(): Promise<void>;
}

async function openBank(bench: Bench): Promise<Bank> {
  const { url, token } = bench.bank;
  const pool = new Pool({ connectionString: bench.database.url, max: 4 });
  const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> =>
    (await pool.query(sql, [...parameters])).rows as T[];
  const config = loadConfig(TBankConfig, { TBANK_API_URL: url, TBANK_API_TOKEN: token });
  const connection = createTBankClient(config, {
    service: 'bench',
    sql: { query },
    metrics: new Metrics('bench'),
    logger: new AppLogger('bench', 'silent'),
  });
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}` };
  const bare = axios.create({ baseURL: url, headers, httpAgent: agent, proxy: false });
  await axios.put(`${url}/_sim/settings`, { rateLimitEnabled: false }, { proxy: false });
  return {
    bare,
    client: connection.client,
    close: async () => {
      connection.close();
      agent.destroy();
      await pool.end();
      await axios.put(`${url}/_sim/settings`, { rateLimitEnabled: true }, { proxy: false });
    },
  };
}

/** The four kinds take turns within each tick. */
async function measureRound(bank: Bank, dealId: string, calls: number): Promise<Times> {
  const times: Times = { bareRead: [], read: [], bareChange: [], change: [] };
  for (let index = 0; index < calls; index += 1) {
    const nextAt = performance.now() + TICK_MS;
    times.bareRead.push(await timed(() => bank.bare.get(`${BASE}/deals/${dealId}`)));
    times.read.push(await timed(() => bank.client.deals.get(dealId, 'command')));
    times.bareChange.push(await timed(() => payBare(bank.bare)));
    times.change.push(await timed(() => pay(bank.client)));
    await sleep(Math.max(0, nextAt - performance.now()));
  }
  return times;
}

const payBare = (bare: AxiosInstance): Promise<unknown> =>
  bare.post(
    `${BASE}/payments`,
    { type: 'REGULAR', ...PAYMENT, amount: 1 },
    { headers: { 'idempotency-key': randomUUID() } },
  );

function pay(client: TBankClient): Promise<unknown> {
  const call = changingCall('payments.create', randomUUID(), { exclusive: ['bench'] });
  const send = (): Promise<unknown> =>
    client.payments.create(call, { ...PAYMENT, amountKopecks: 100n });
  return client.changes.perform({ call, send, lookUp: () => Promise.resolve(undefined) });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
