import { findInstancePid, getStartedSystem, parseStartArguments, renderWelcome } from './system';
import { restartInstance, startSystem, urlOf, watchInstances } from './system';
import type { RunningSystem, StartArguments } from './system';

const HELP = `Usage: npm start [-- options]

Brings up Postgres, RabbitMQ, the services and the bank simulator, prints where they are, and stays
until Ctrl-C or npm stop. DATABASE_URL and AMQP_URL, where set, are used instead of private servers.

  --scale <service>=<n>  run n copies of a service (may be repeated), e.g. --scale deal=2
  --only <service>       bring one process (deal, deal-2, ...) back in the running system, and return
  --detach               return when everything is ready; npm stop ends it
  --help                 this text`;

async function main(): Promise<void> {
  const options = parseStartArguments(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else if (options.only !== undefined) await bringBack(options.only);
  else await start(options);
}

async function bringBack(name: string): Promise<void> {
  const system = getStartedSystem();
  const pid = findInstancePid(system, name);
  if (pid !== undefined) {
    console.log(`${name} runs already (pid ${pid}).`);
    return;
  }
  const instance = await restartInstance(system, name);
  console.log(`${name} is ready (${urlOf(instance)})`);
}

async function start({ scale, detach }: StartArguments): Promise<void> {
  const interrupted = untilInterrupted();
  // A start is not left half-way: an early Ctrl-C is answered by a stop as soon as all are up.
  const system = await startSystem({ scale, detached: detach, freshBroker: true });
  console.log(renderWelcome(system));
  if (detach) process.exit(0);
  await stay(system, interrupted);
}

async function stay(system: RunningSystem, interrupted: Promise<void>): Promise<void> {
  console.log('Ctrl-C or npm stop ends it.');
  const endWatch = watchInstances(system.instances, console.log);
  await interrupted;
  endWatch();
  await system.stop({ servers: true, report: console.log });
  process.exit(0);
}

/** Ctrl-C may come several times, from the terminal and through npm: once is enough. */
function untilInterrupted(): Promise<void> {
  let told = false;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!told) console.log('\nStopping ...');
        told = true;
        resolve();
      });
    }
  });
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
