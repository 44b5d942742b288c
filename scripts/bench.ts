import { writeFileSync } from 'node:fs';
import { parseBenchArguments, type Part } from './bench/arguments';
import { measureBankCalls } from './bench/bank-calls';
import { Bench } from './bench/bench';
import { measureConsumer } from './bench/consumer';
import { measureIngress } from './bench/ingress';
import { measureLatency } from './bench/latency';
import { type Measurement } from './bench/measurement';
import { measureOutboxBacklog } from './bench/outbox-backlog';
import { planOf } from './bench/plan';
import { measureDeadLetters } from './bench/dead-letters';
import { measureReconciliation } from './bench/reconciliation';
import { describeMachine, isBusy, type Machine, renderMachine } from './bench/machine';
import { renderMemory, renderTable } from './bench/report';
import { externalUrls } from './stack';
import { type RunningSystem, startSystem } from './system';

const HELP = `Usage: npm run bench [-- options]

Measures the running system against the least that could do the same work, in one run and in turns:
  ingress    webhooks accepted per second; a server that only checks signatures; one INSERT each
  consumer   bank events handled per second by the deal service; its use case without a broker
  bank       one call to the bank with limiter, breaker and journal; a bare axios call
  latency    from a webhook to the state of its deal, at half of what the whole chain sustains
  dead-letters  a million of them taken in, found and replayed; a bare read by key (ten minutes)
  reconciliation  a sweep over recordings of both sides, the second ten times the first (a million
             deals): time per deal, and memory, which must not grow
The ratios say something about the code, the absolute figures mostly about the machine. It fails when
something was lost or refused, never because something was slow.

  --quick             about a minute in all, rough figures
  --only PART         one of them
  --json FILE         also write the result to a file
  --help              this text`;

const BUSY = 'Others are using this machine: read even the ratios with doubt.';

const MEASURES: Readonly<Record<Part, (bench: Bench) => Promise<Measurement[]>>> = {
  ingress: async (bench) => [
    ...(await measureIngress(bench)),
    ...(await measureOutboxBacklog(bench)),
  ],
  consumer: measureConsumer,
  bank: measureBankCalls,
  latency: measureLatency,
  'dead-letters': measureDeadLetters,
  reconciliation: measureReconciliation,
};

/** Tables are filled by the thousand and queues emptied: not with servers that belong to somebody. */
function refuseGivenServers(): void {
  const given = Object.values(externalUrls()).some((url) => url !== undefined);
  if (given) throw new Error('The bench uses private servers: unset DATABASE_URL and AMQP_URL.');
}

/** The end of the system, also when the bench is interrupted: stopped once, waited for by both. */
function stopOnce(system: RunningSystem, stopping: AbortController): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    return (stopped ??= system.stop({ report: console.log }));
  };
  const interrupt = (): void => void stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  return stop;
}

async function measure(
  bench: Bench,
  machine: Machine,
  parts: readonly Part[],
  jsonFile?: string,
): Promise<void> {
  const measurements: Measurement[] = [];
  for (const part of parts) {
    bench.report(`\n${part}:`);
    measurements.push(...(await MEASURES[part](bench)));
  }
  bench.noteMemory();
  const { plan, problems } = bench;
  const memory = bench.memory.growth;
  console.log(`\n${renderMachine(machine)}; medians of ${plan.rounds} rounds\n`);
  if (isBusy(machine)) console.log(`${BUSY}\n`);
  console.log(`${renderTable(measurements)}\n\n${renderMemory(memory)}`);
  if (jsonFile) {
    const result = { at: new Date(), machine, plan, measurements, memory, problems };
    writeFileSync(jsonFile, JSON.stringify(result, null, 2) + '\n');
  }
}

async function main(): Promise<void> {
  const { help, quick, parts, jsonFile } = parseBenchArguments(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  refuseGivenServers();
  const machine = describeMachine();
  console.log(renderMachine(machine));
  if (isBusy(machine)) console.log(BUSY);
  // The bench has no second person.
  const env = { OPS_APPROVAL_ABOVE: '1000000' };
  const system = await startSystem({ freshBroker: true, env });
  const stopping = new AbortController();
  const stop = stopOnce(system, stopping);
  let problems: readonly string[] = [];
  try {
    const bench = await Bench.open(system, planOf(quick), stopping.signal);
    await measure(bench, machine, parts, jsonFile);
    problems = bench.problems;
    await bench.close();
  } finally {
    await stop();
  }
  for (const problem of problems) console.error(`LOST OR REFUSED: ${problem}`);
  process.exit(problems.length > 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
