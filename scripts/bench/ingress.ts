import { DatabaseConfig } from '@lk/persistence';
import { type Bench } from './bench';
import { Child } from './child';
import { type LoadResult, runLoad } from './load';
import {
  REFERENCE_PATH,
  type ReferenceServerRequest,
  type ReferenceServerResult,
} from './reference-server';
import { compared, type Measurement, plain } from './measurement';

/** More a second than any server here takes: the webhooks must not run out before the time. */
const MOST_PER_SECOND = 20_000;

type Server = Child<ReferenceServerResult>;

/** The three that are compared, in the order in which they take turns. */
interface Variant {
  readonly name: string;
  readonly url: string;
  /** The table that has a row for each accepted webhook. */
  readonly table?: string;
}

interface Drain {
  readonly backlog: number;
  readonly seconds: number;
}

/** Accepted webhooks per second: the ingress, a server that stores nothing, one insert per request. */
export async function measureIngress(bench: Bench): Promise<Measurement[]> {
  await bench.runOnly(['webhook-ingress']);
  const servers = await Promise.all([
    startServer('hmac-server', bench),
    startServer('insert-server', bench),
  ]);
  const [hmac, insert] = servers.map(
    ({ result }) => `http://127.0.0.1:${result.port}${REFERENCE_PATH}`,
  );
  const variants: Variant[] = [
    { name: 'hmac', url: hmac ?? '' },
    { name: 'insert', url: insert ?? '', table: 'bench.bank_events' },
    { name: 'ingress', url: bench.webhookUrl, table: 'webhook_ingress.bank_events' },
  ];
  const rates = new Map(variants.map(({ name }) => [name, [] as number[]]));
  const drains: Drain[] = [];
  const sustained: number[] = [];
  try {
    for (let round = 1; round <= bench.plan.rounds; round += 1) {
      for (const variant of variants) {
        const load = await loadOnce(bench, variant, round);
        rates.get(variant.name)?.push(load.measured / load.seconds);
        if (variant.name !== 'ingress') continue;
        const drain = await drainOutbox(bench, load.accepted);
        drains.push(drain);
        sustained.push(load.accepted / (bench.plan.warmUpSeconds + load.seconds + drain.seconds));
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  const of = (name: string): number[] => rates.get(name) ?? [];
  return [
    plain('ingress: accepted', '/s', of('ingress')),
    compared('  to node:http, signature only', '/s', of('hmac'), of('ingress')),
    compared('  to Fastify, one INSERT each', '/s', of('insert'), of('ingress')),
    plain('  accepted and published, drain incl.', '/s', sustained),
    plain(
      '  outbox rows when the load ends',
      '',
      drains.map(({ backlog }) => backlog),
    ),
    plain(
      '  seconds until the outbox is empty',
      's',
      drains.map(({ seconds }) => seconds),
    ),
  ];
}

function startServer(name: string, bench: Bench): Promise<Server> {
  const poolSize = Number(
    process.env.DATABASE_POOL_SIZE ?? new DatabaseConfig().DATABASE_POOL_SIZE,
  );
  const databaseUrl = bench.database.url;
  const request: ReferenceServerRequest = { secret: bench.secret, databaseUrl, poolSize };
  return Child.start(name, request);
}

async function loadOnce(bench: Bench, variant: Variant, round: number): Promise<LoadResult> {
  const { connections, warmUpSeconds, loadSeconds } = bench.plan;
  const prefix = `${variant.name}-${round}`;
  const load = await runLoad({
    kind: 'full',
    url: variant.url,
    secret: bench.secret,
    prefix,
    connections,
    warmUpSeconds,
    seconds: loadSeconds,
    webhooks: Math.ceil((warmUpSeconds + loadSeconds) * MOST_PER_SECOND),
  });
  bench.report(
    `  round ${round}  ${variant.name.padEnd(8)}${Math.round(load.measured / load.seconds)}/s`,
  );
  bench.refusals(variant.name, load.refused);
  if (variant.table) {
    const rows = await bench.database.count(`${variant.table} WHERE event_id LIKE $1`, [
      `${prefix}-%`,
    ]);
    bench.expect(`rows of webhooks accepted by ${variant.name}`, rows, load.accepted);
  }
  return load;
}

/** What was accepted must also arrive at the broker, where nobody reads at this time. */
async function drainOutbox(bench: Bench, accepted: number): Promise<Drain> {
  const rows = (): Promise<number> => bench.database.count('webhook_ingress.outbox');
  const backlog = await rows();
  const seconds = await bench.waitFor('rows left in the outbox', rows, 0);
  bench.report(`           outbox  ${backlog} rows, empty after ${seconds.toFixed(1)} s`);
  const arrived = (): Promise<number> => bench.broker.waiting('deal');
  await bench.waitFor('messages in the queue of the deal service', arrived, accepted);
  bench.noteMemory();
  await bench.broker.purgeEvents();
  return { backlog, seconds };
}
