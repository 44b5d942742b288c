import { type Bench } from './bench';
import { type LoadResult, runLoad } from './load';
import { compared, type Measurement, plain } from './measurement';
import { quantile } from './statistics';
import { eventIdOf } from './samples';

/** When each webhook of a round had its effect: the time in the row of history that it caused. */
const EFFECTS = `
  SELECT cause_id AS "eventId", extract(epoch FROM at)::float8 * 1000 AS "atMs"
  FROM deal.deal_history WHERE field = 'status' AND cause_id LIKE $1`;

const BARE_INSERT = `
  INSERT INTO bench.bank_events (event_id, event_type, body, body_hash, received_at, source_address)
  VALUES ($1, 'payment.pending', $2, '', now(), '')`;

/** Half of what the chain sustains: busy, and yet no queue grows. */
const SHARE_OF_CAPACITY = 0.5;

/** From the sending of a webhook to the state of its deal, with the whole system running. */
export async function measureLatency(bench: Bench): Promise<Measurement[]> {
  await bench.broker.purgeEvents();
  await bench.runAll();
  await burst(bench, 'warmup', Math.ceil(bench.plan.burstWebhooks / 4));
  const capacity: number[] = [];
  const bare: number[] = [];
  const p50: number[] = [];
  const p99: number[] = [];
  for (let round = 1; round <= bench.plan.rounds; round += 1) {
    capacity.push(await burst(bench, `burst-${round}`, bench.plan.burstWebhooks));
    bare.push(await bareInsertMs(bench, round));
    const perSecond = (capacity.at(-1) ?? 0) * SHARE_OF_CAPACITY;
    const latencies = await pacedLatenciesMs(bench, `paced-${round}`, perSecond);
    p50.push(quantile(latencies, 0.5));
    p99.push(quantile(latencies, 0.99));
    bench.report(`  round ${round}  ${describe(capacity, bare, p50, p99)}`);
  }
  return [
    plain('chain: webhook to state, sustained', '/s', capacity),
    plain('latency p50 at half of that', 'ms', p50),
    compared('  to a bare INSERT, p50', 'ms', bare, p50),
    plain('latency p99 at half of that', 'ms', p99),
    compared('  to a bare INSERT, p50', 'ms', bare, p99),
  ];
}

function describe(...columns: readonly number[][]): string {
  const [capacity = 0, bare = 0, p50 = 0, p99 = 0] = columns.map((values) => values.at(-1) ?? 0);
  const times = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, bare INSERT ${bare.toFixed(2)} ms`;
  return `chain ${Math.round(capacity)}/s; at half of that: ${times}`;
}

/** Webhooks as fast as they are accepted; returns how many a second came through to the end. */
async function burst(bench: Bench, prefix: string, webhooks: number): Promise<number> {
  await bench.database.addDeals(prefix, webhooks);
  const { connections } = bench.plan;
  const target = { url: bench.webhookUrl, secret: bench.secret, prefix, webhooks };
  const load = await runLoad({
    ...target,
    kind: 'full',
    connections,
    warmUpSeconds: 0,
    seconds: Number.MAX_SAFE_INTEGER,
  });
  const effects = await effectsOf(bench, prefix, load);
  const [firstMs = 0] = load.sentAtMs;
  return (webhooks * 1000) / (Math.max(...effects.values()) - firstMs);
}

async function pacedLatenciesMs(
  bench: Bench,
  prefix: string,
  perSecond: number,
): Promise<number[]> {
  const webhooks = Math.round(perSecond * bench.plan.pacedSeconds);
  await bench.database.addDeals(prefix, webhooks);
  const target = { url: bench.webhookUrl, secret: bench.secret, prefix, webhooks };
  const load = await runLoad({ ...target, kind: 'paced', perSecond });
  const effects = await effectsOf(bench, prefix, load);
  return load.sentAtMs.flatMap((sentMs, index) => {
    const atMs = effects.get(eventIdOf(prefix, index));
    return atMs === undefined ? [] : [atMs - sentMs];
  });
}

/** Waits for all effects; a webhook without one is a problem. */
async function effectsOf(bench: Bench, prefix: string, load: LoadResult) {
  bench.refusals('ingress', load.refused);
  const mine = [`${prefix}-%`];
  const effects = (): Promise<number> =>
    bench.database.count(`deal.deal_history WHERE field = 'status' AND cause_id LIKE $1`, mine);
  await bench.waitFor(`effects of the webhooks "${prefix}"`, effects, load.accepted);
  bench.noteMemory();
  const rows = await bench.database.query<{ eventId: string; atMs: number }>(EFFECTS, mine);
  return new Map(rows.map(({ eventId, atMs }) => [eventId, atMs]));
}

/** The middle time of one insert with its commit, while nothing else happens. */
async function bareInsertMs(bench: Bench, round: number): Promise<number> {
  const body = Buffer.alloc(400, 'x');
  const times: number[] = [];
  for (let index = 0; index < bench.plan.bareInserts; index += 1) {
    const startedAt = performance.now();
    await bench.database.query(BARE_INSERT, [`bare-${round}-${index}`, body]);
    times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}
