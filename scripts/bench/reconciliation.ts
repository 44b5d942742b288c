import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, LOGS_DIR } from '../stack';
import { readSystemState } from '../system';
import { entryOf } from '../system/instance';
import { type Bench } from './bench';
import { Child } from './child';
import { type Measurement, plain } from './measurement';
import { memoryOf } from './memory';
import { driftsIn, type Recording } from './recorded/records';

const SEED = 20_260_101;
const POLL_MS = 500;
/** A million deals take minutes; much longer means that nothing moves any more. */
const PATIENCE_MS = 3_600_000;

/** Nothing runs by itself, nothing limits the bank, and every page is as long as it may be. */
const SETTINGS = {
  RECONCILIATION_DEALS_INTERVAL_MS: '0',
  RECONCILIATION_PAYOUTS_INTERVAL_MS: '0',
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS: '0',
  RECONCILIATION_SWEEP_HOUR_UTC: '-1',
  RECONCILIATION_STALE_AFTER_MS: '0',
  RECONCILIATION_GRACE_MS: '0',
  RECONCILIATION_POLL_MS: '50',
  RECONCILIATION_BANK_PAGE_ROWS: '1000',
  RECONCILIATION_OWN_PAGE_ROWS: '1000',
  // More than the pages of a second; the shared limiter books places one by one, and is slow with far more.
  TBANK_LIMIT_PER_SECOND: '1000',
  LOG_LEVEL: 'warn',
};

interface Swept {
  /** Microseconds. */
  readonly perDeal: number;
  readonly perPayout: number;
  readonly startMb: number;
  readonly peakMb: number;
}

/** Sweeps of the real service over recordings: what one more deal costs in time, and in memory. */
export async function measureReconciliation(bench: Bench): Promise<Measurement[]> {
  await bench.runOnly([]);
  const measurements: Measurement[] = [];
  for (const deals of bench.plan.reconciledDeals) {
    const swept = await sweep(bench, { deals, seed: SEED });
    const name = deals.toLocaleString('en-US');
    bench.report(
      `  ${name} deals  ${swept.perDeal.toFixed(0)} us a deal, ${swept.perPayout.toFixed(0)} us a payout, ` +
        `${swept.startMb.toFixed(0)} MB at the start, ${swept.peakMb.toFixed(0)} MB at most`,
    );
    measurements.push(
      plain(`reconciliation: a deal of ${name}`, 'us', [swept.perDeal]),
      plain(`  a payout of ${name}`, 'us', [swept.perPayout]),
      plain('  memory at most', 'MB', [swept.peakMb]),
    );
  }
  return measurements;
}

async function sweep(bench: Bench, recording: Recording): Promise<Swept> {
  await bench.database.query('TRUNCATE reconciliation.runs, reconciliation.marks');
  await bench.database.query('TRUNCATE reconciliation.drifts CASCADE');
  const sides = await Promise.all([startSide(recording), startSide(recording)]);
  const service = await startService(sides.map(({ result }) => result.port));
  try {
    const startMb = memoryOf(service.pid)?.now ?? Number.NaN;
    const deals = await runScope(bench, 'deals', recording);
    const payouts = await runScope(bench, 'payouts', recording);
    const peakMb = memoryOf(service.pid)?.peak ?? Number.NaN;
    const found = await bench.database.count(`reconciliation.drifts WHERE class = 'we-ahead'`);
    bench.expect('differences found', found, driftsIn(recording));
    const all = await bench.database.count('reconciliation.drifts');
    bench.expect('differences in all', all, driftsIn(recording));
    return { perDeal: deals, perPayout: payouts, startMb, peakMb };
  } finally {
    await service.stop();
    await Promise.all(sides.map((side) => side.stop()));
  }
}

const startSide = (recording: Recording): Promise<Child<{ port: number }>> =>
  Child.start<{ port: number }>('recorded-side', recording);

/** @returns microseconds per record, by the times that the run itself noted */
async function runScope(bench: Bench, scope: string, { deals }: Recording): Promise<number> {
  await bench.broker.command('reconciliation.run', { scope });
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const [run] = await bench.database.query<RunRow>(RUN, [scope]);
    if (run && run.state !== 'queued' && run.state !== 'running') {
      bench.expect(`${scope} compared`, Number(run.compared), deals);
      if (run.state === 'finished') return (run.seconds * 1e6) / deals;
      bench.problems.push(`the run over ${scope} is ${run.state}`);
      // A run that compared nothing is quick, and its time is no figure.
      return Number.NaN;
    }
    if (Date.now() > giveUpAt) throw new Error(`The run over ${scope} does not end.`);
    await sleep(POLL_MS);
  }
}

interface RunRow {
  readonly state: string;
  readonly seconds: number;
  readonly compared: string;
}

const RUN = `
  SELECT state, extract(epoch FROM finished_at - started_at)::float8 AS seconds,
         stats -> scope ->> 'compared' AS compared
  FROM reconciliation.runs WHERE scope = $1 ORDER BY requested_at DESC LIMIT 1`;

/** The service as the system would run it, but between the two recorded sides. */
async function startService([bankPort, sidesPort]: number[]) {
  const [port = 0] = await freePorts([undefined]);
  const sides = `http://127.0.0.1:${sidesPort ?? 0}`;
  const log = openSync(join(LOGS_DIR, 'bench-reconciliation.log'), 'a');
  const child = spawn(process.execPath, [entryOf('reconciliation')], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...readSystemState()?.variables,
      ...SETTINGS,
      PORT: String(port),
      TBANK_API_URL: `http://127.0.0.1:${bankPort ?? 0}`,
      DEAL_URL: sides,
      PAYOUT_URL: sides,
      SELF_EMPLOYED_URL: sides,
    },
  });
  closeSync(log);
  const exit = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exit;
  };
  for (const giveUpAt = Date.now() + 60_000; !(await isReady(port)); await sleep(POLL_MS)) {
    if (child.exitCode !== null) throw new Error('reconciliation ended at its start.');
    if (Date.now() < giveUpAt) continue;
    await stop();
    throw new Error('reconciliation did not become ready.');
  }
  return { pid: child.pid, stop };
}

async function isReady(port: number): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/health/ready`;
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
