import { type Bench } from './bench';
import { runLoad } from './load';
import { type Measurement, plain } from './measurement';

/** Rows are stored and not sent, as while the broker is away. */
const HOLD = `ALTER TABLE webhook_ingress.outbox ALTER next_attempt_at SET DEFAULT 'infinity'`;
const RELEASE = 'ALTER TABLE webhook_ingress.outbox ALTER next_attempt_at SET DEFAULT now()';
const SEND_NOW = 'UPDATE webhook_ingress.outbox SET next_attempt_at = now()';
const WAKE_RELAY = `NOTIFY lk_outbox, 'webhook_ingress'`;

/** How fast the ingress sends what piled up, with nothing else to do; its memory is noted. */
export async function measureOutboxBacklog(bench: Bench): Promise<Measurement[]> {
  const { connections, backlogWebhooks: webhooks } = bench.plan;
  const prefix = 'backlog';
  const target = { url: bench.webhookUrl, secret: bench.secret, prefix, webhooks };
  await bench.database.query(HOLD);
  const load = await runLoad({
    ...target,
    kind: 'full',
    connections,
    warmUpSeconds: 0,
    seconds: Number.MAX_SAFE_INTEGER,
  });
  await bench.database.query(RELEASE);
  bench.refusals('ingress', load.refused);
  const rows = (): Promise<number> => bench.database.count('webhook_ingress.outbox');
  const backlog = await rows();
  bench.expect('rows in the held outbox', backlog, load.accepted);
  await bench.database.query(SEND_NOW);
  await bench.database.query(WAKE_RELAY);
  const seconds = await bench.waitFor('rows left in the outbox', rows, 0);
  const arrived = (): Promise<number> => bench.broker.waiting('deal');
  await bench.waitFor('messages of the backlog in the queue', arrived, load.accepted);
  bench.noteMemory();
  await bench.broker.purgeEvents();
  bench.report(`  backlog  ${backlog} rows sent in ${seconds.toFixed(1)} s`);
  return [plain(`outbox: ${backlog} held rows sent`, '/s', [backlog / seconds])];
}
