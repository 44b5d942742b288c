import 'reflect-metadata';
import { playAndCheck } from './demo/final-checks';
import { mendAndReplay, sendTooEarly } from './demo/on-call';
import { Stage } from './demo/stage';
import { renderTimeline, rowsOfEvents } from './demo/timeline';
import { type RunningSystem, startSystem } from './system';

const HELP = `Usage: npm run demo [-- options]

Starts the whole system with the simulated bank, plays one deal from its first command to the last
payout over real AMQP and HTTP, compares every stored state with the bank's ledger, replays a message
that failed, and stops it all.

  --keep   leave the system running afterwards (npm stop ends it)
  --help   this text`;

async function play(system: RunningSystem): Promise<boolean> {
  console.log('\nThe story:');
  const stage = await Stage.open(system.env, console.log);
  try {
    const failure = await sendTooEarly(stage);
    await playAndCheck(stage, system.env.DATABASE_URL ?? '');
    await mendAndReplay(stage, failure);
  } finally {
    console.log(`\n${renderTimeline([...stage.rows, ...rowsOfEvents(stage.cabinet.events)])}\n`);
    console.log(stage.checks.render());
    await stage.close();
  }
  const { failed, results } = stage.checks;
  console.log(`\n${results.length - failed.length} of ${results.length} checks passed.`);
  return failed.length === 0;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  const keep = args.includes('--keep');
  const system = await startSystem({ freshBroker: true, detached: keep });
  let passed = false;
  try {
    passed = await play(system);
  } finally {
    if (keep) console.log('\nThe system stays up; npm stop ends it.');
    else await system.stop({ report: console.log });
  }
  process.exit(passed ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
