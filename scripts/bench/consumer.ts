import { AmqpConfig } from '@lk/messaging';
import { DatabaseConfig } from '@lk/persistence';
import { bankEvents } from './bank-events';
import { type Bench } from './bench';
import { consumeDirectly } from './direct-consumer';
import { compared, type Measurement, plain } from './measurement';

/**
 * From the times at which the transactions began, so that no polling blurs it. The first quarter is
 * left out: both processes are new and compile their code meanwhile.
 */
const RATE = `
  SELECT count(*) / extract(epoch FROM max(handled_at) - min(handled_at))::float8 AS rate
  FROM (SELECT handled_at, ntile(4) OVER (ORDER BY handled_at) AS quarter
        FROM deal.inbox WHERE message_id LIKE $1) AS handled
  WHERE quarter > 1`;

/** Bank events per second: the deal service with the broker, and its use case without one. */
export async function measureConsumer(bench: Bench): Promise<Measurement[]> {
  const rates = { broker: [] as number[], direct: [] as number[] };
  const drains: number[] = [];
  await bench.runOnly([]);
  for (let round = 1; round <= bench.plan.rounds; round += 1) {
    const broker = await withBroker(bench, round);
    rates.broker.push(broker.rate);
    drains.push(broker.drainSeconds);
    rates.direct.push(await withoutBroker(bench, round));
  }
  return [
    plain('deal: events handled', '/s', rates.broker),
    compared('  to the same use case, no broker', '/s', rates.direct, rates.broker),
    plain('  seconds until its outbox is empty', 's', drains),
  ];
}

async function withBroker(bench: Bench, round: number) {
  const { consumerDeals } = bench.plan;
  const prefix = `broker-${round}`;
  await bench.database.addDeals(prefix, consumerDeals);
  const events = bankEvents(prefix, consumerDeals);
  await bench.broker.publish(events);
  await bench.waitFor('events preloaded', () => bench.broker.waiting('deal'), events.length);
  await bench.runOnly(['deal']);
  await bench.waitFor('events handled', () => handled(bench, prefix), events.length);
  const outbox = (): Promise<number> => bench.database.count('deal.outbox');
  const drainSeconds = await bench.waitFor('rows left in the outbox of deal', outbox, 0);
  await bench.runOnly([]);
  bench.expect('dead letters of the deal service', await bench.broker.deadLetters('deal'), 0);
  await bench.broker.purgeEvents();
  return { rate: await finish(bench, 'broker', prefix, round), drainSeconds };
}

async function withoutBroker(bench: Bench, round: number): Promise<number> {
  const { consumerDeals } = bench.plan;
  const prefix = `direct-${round}`;
  await bench.database.addDeals(prefix, consumerDeals);
  await consumeDirectly({
    databaseUrl: bench.database.url,
    poolSize: Number(process.env.DATABASE_POOL_SIZE ?? new DatabaseConfig().DATABASE_POOL_SIZE),
    concurrency: Number(process.env.EVENTS_PREFETCH ?? new AmqpConfig().EVENTS_PREFETCH),
    prefix,
    deals: consumerDeals,
  });
  // What it announced must not be sent by the deal service in the next round.
  await bench.database.query('TRUNCATE deal.outbox');
  return finish(bench, 'direct', prefix, round);
}

const handled = (bench: Bench, prefix: string): Promise<number> =>
  bench.database.count('deal.inbox WHERE message_id LIKE $1', [`${prefix}-%`]);

/** Every deal must have come to its last state by way of both events. */
async function finish(bench: Bench, name: string, prefix: string, round: number): Promise<number> {
  const { consumerDeals } = bench.plan;
  const paid = `deal.deals WHERE external_deal_id LIKE $1 AND status = 'paid_to_bank' AND version = 3`;
  const deals = await bench.database.count(paid, [`${prefix}-deal-%`]);
  bench.expect(`deals brought to their state (${name})`, deals, consumerDeals);
  const [row] = await bench.database.query<{ rate: number }>(RATE, [`${prefix}-%`]);
  const rate = row?.rate ?? Number.NaN;
  bench.report(`  round ${round}  ${name.padEnd(8)}${Math.round(rate)}/s`);
  return rate;
}
