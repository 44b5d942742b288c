import { randomUUID } from 'node:crypto';
import { CLOUD_EVENT_CONTENT_TYPE, deadLetterQueueOf, EXCHANGES, HEADERS } from '@lk/contracts';
import { Ops } from '../demo/ops';
import { type Bench } from './bench';
import { compared, type Measurement, plain } from './measurement';
import { quantile } from './statistics';
import { QUESTIONS, storeLetters } from './stored-letters';

/** Its messages are cheap to handle, so that the replay is measured and not the handler. */
const QUEUE = 'notification.events';
const CODE = 'BENCH_FAILURE';
const BARE_READ = 'SELECT * FROM ops.dead_letters WHERE id = $1';
/** The job itself is not to be the limit. */
const RATE = 5000;
const LONG_MS = 30 * 60_000;

/** Dead letters by the million: how fast they are taken, found, and replayed, and with what memory. */
export async function measureDeadLetters(bench: Bench): Promise<Measurement[]> {
  await bench.runOnly(['ops', 'notification']);
  const ops = new Ops(bench.env);
  const intake = await takeIn(bench);
  const { storedLetters, replayedLetters } = bench.plan;
  await storeLetters((sql, parameters) => bench.database.query(sql, parameters), storedLetters);
  bench.report(`  stored   ${storedLetters + replayedLetters} dead letters`);
  const answers = await ask(bench, ops);
  const replay = await replayAll(bench, ops);
  return [plain('dead letters taken in', '/s', [intake]), ...answers, ...replay];
}

/** As a service buries them; until each is stored. */
async function takeIn(bench: Bench): Promise<number> {
  const { replayedLetters: count } = bench.plan;
  const startedAt = performance.now();
  await bench.broker.publishTo(deadLetterQueueOf(QUEUE), buriedAlerts(count));
  const stored = (): Promise<number> =>
    bench.database.count('ops.dead_letters WHERE error_code = $1', [CODE]);
  await bench.waitFor('dead letters stored', stored, count);
  const perSecond = (count * 1000) / (performance.now() - startedAt);
  bench.report(`  intake   ${count} dead letters, ${Math.round(perSecond)}/s`);
  bench.noteMemory();
  return perSecond;
}

function* buriedAlerts(count: number) {
  const at = new Date().toISOString();
  const data = { code: 'BENCH', severity: 'info', summary: 'Bench', dedupKey: 'bench' };
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    const event = { specversion: '1.0', id, source: 'bench', type: 'alert.raised', time: at, data };
    yield {
      body: Buffer.from(JSON.stringify(event)),
      properties: {
        messageId: id,
        contentType: CLOUD_EVENT_CONTENT_TYPE,
        persistent: true,
        headers: {
          [HEADERS.exchange]: EXCHANGES.lkEvents,
          [HEADERS.routingKey]: 'alert.raised',
          [HEADERS.originQueue]: QUEUE,
          [HEADERS.errorCode]: CODE,
          [HEADERS.errorMessage]: 'A failure of the bench',
          [HEADERS.attempts]: 1,
          [HEADERS.firstFailedAt]: at,
          [HEADERS.lastFailedAt]: at,
        },
      },
    };
  }
}

/** Each question in turn, over HTTP, as the page and the command line ask it. */
async function ask(bench: Bench, ops: Ops): Promise<Measurement[]> {
  const [letter] = await bench.database.query<{ id: string; deal: string; cause: string }>(
    `SELECT id, deal_id AS deal, fingerprint AS cause FROM ops.dead_letters
     WHERE message_id = 'bench-stored-4711'`,
  );
  const times = new Map<string, number[]>([['bare', []]]);
  for (let round = 0; round < bench.plan.questionRounds; round += 1) {
    for (const [name, path] of QUESTIONS) {
      const exact = path
        .replace('FINGERPRINT', letter?.cause ?? '')
        .replace('DEAL', letter?.deal ?? '');
      await timed(times, name, () => ops.ask('GET', encodeURI(exact)));
      await timed(times, 'bare', () => bench.database.query(BARE_READ, [letter?.id]));
    }
  }
  const bare = times.get('bare') ?? [];
  return ['list', 'search', 'group'].flatMap((name) => {
    const p95 = quantile(times.get(name) ?? [], 0.95);
    bench.report(`  ${name.padEnd(9)}p95 ${p95.toFixed(1)} ms`);
    return [
      plain(`dead letters: ${name}, p95`, 'ms', [p95]),
      compared('  to a bare read by key, p95', 'ms', [quantile(bare, 0.95)], [p95]),
    ];
  });
}

async function timed(
  times: Map<string, number[]>,
  name: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const startedAt = performance.now();
  await work();
  const known = times.get(name) ?? [];
  known.push(performance.now() - startedAt);
  times.set(name, known);
}

async function replayAll(bench: Bench, ops: Ops): Promise<Measurement[]> {
  const { replayedLetters: count } = bench.plan;
  const group = await ops.group(QUEUE, CODE, count);
  const planned = performance.now();
  const { id } = await ops.plan(group.key, LONG_MS);
  const planSeconds = (performance.now() - planned) / 1000;
  await ops.start(id, { reason: 'Bench', canary: 20, rate: RATE });
  const startedAt = performance.now();
  const memory: number[] = [];
  for (;;) {
    const job = await ops.endedOrAfter(id, 1000);
    memory.push(bench.memoryOf('ops'));
    bench.noteMemory();
    if (job.state === 'finished' || job.state === 'stopped') {
      bench.expect('messages replayed', job.progress.succeeded ?? 0, count);
      break;
    }
    if (performance.now() - startedAt > LONG_MS) {
      bench.expect('ended jobs', 0, 1);
      break;
    }
  }
  const perSecond = (count * 1000) / (performance.now() - startedAt);
  bench.report(`  replay   ${count} in all, ${Math.round(perSecond)}/s`);
  const early = memory.slice(0, Math.ceil(memory.length / 5));
  return [
    plain(`replay: plan of ${count}`, 's', [planSeconds]),
    plain('replay: messages done', '/s', [perSecond]),
    plain('  ops memory, last fifth', 'MB', [quantile(memory.slice(-early.length), 0.5)]),
    compared(
      '  to the first fifth',
      'MB',
      [quantile(early, 0.5)],
      [quantile(memory.slice(-early.length), 0.5)],
    ),
  ];
}
