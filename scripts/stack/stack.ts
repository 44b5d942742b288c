import { join } from 'node:path';
import { brokerIsHealthy, endPrivateBroker, startPrivateBroker } from './broker';
import { brokerUrl, externalUrls, postgresUrl, type StackUrls } from './external';
import { withLock } from './lock';
import { STACK_DIR } from './paths';
import { postgresIsHealthy, startPrivatePostgres, stopPrivatePostgres } from './postgres';
import { ensureDatabase } from './postgres-query';
import { readStackState, updateStackState } from './state';

const LOCK_FILE = join(STACK_DIR, 'stack.lock');

/** The servers, and whether none of ours ran before this call (so that the caller should stop them). */
export interface Stack extends StackUrls {
  readonly startedHere: boolean;
}

/** Settings of `ensureStack`. */
export interface EnsureStackOptions {
  /** Gets one line per step; standard output by default. */
  readonly report?: (line: string) => void;
  /** Begin with an empty broker even if one runs or died with its queues full. Default false. */
  readonly freshBroker?: boolean;
}

/**
 * Postgres and RabbitMQ, ready: those of DATABASE_URL and AMQP_URL where set, else private ones under
 * .stack/. Running servers are used as they are, dead ones are restarted on their ports with their
 * data, and a start from nothing begins with an empty broker and the kept Postgres cluster.
 */
export function ensureStack(options: EnsureStackOptions = {}): Promise<Stack> {
  const { report = console.log, freshBroker = false } = options;
  return withLock(LOCK_FILE, async () => {
    const external = externalUrls();
    const results = await Promise.allSettled([
      external.databaseUrl ? given(external.databaseUrl) : ensurePostgres(report),
      external.amqpUrl ? given(external.amqpUrl) : ensureBroker(report, freshBroker),
    ]);
    const [postgres, broker] = results;
    if (postgres.status === 'fulfilled' && broker.status === 'fulfilled') {
      return {
        databaseUrl: postgres.value.url,
        amqpUrl: broker.value.url,
        startedHere: cold(postgres.value, broker.value),
      };
    }
    await stopServers(() => undefined);
    throw results.find((result) => result.status === 'rejected')?.reason;
  });
}

type Origin = 'given' | 'running' | 'started';

interface Server {
  readonly url: string;
  readonly origin: Origin;
}

function cold(...servers: Server[]): boolean {
  const origins = servers.map(({ origin }) => origin);
  return origins.includes('started') && !origins.includes('running');
}

function given(url: string): Promise<Server> {
  return Promise.resolve({ url, origin: 'given' });
}

async function ensurePostgres(report: (line: string) => void): Promise<Server> {
  const known = readStackState().postgres;
  if (known && (await postgresIsHealthy(known))) {
    await ensureDatabase(known.port);
    return { url: postgresUrl(known.port), origin: 'running' };
  }
  if (known) await stopPrivatePostgres(known);
  report('stack: starting Postgres ...');
  const { kind, port } = await startPrivatePostgres();
  await ensureDatabase(port);
  report(`stack: Postgres (${kind}) is ready on port ${port}`);
  return { url: postgresUrl(port), origin: 'started' };
}

async function ensureBroker(report: (line: string) => void, fresh: boolean): Promise<Server> {
  const known = readStackState().broker;
  if (known && !fresh && (await brokerIsHealthy(known))) {
    return { url: brokerUrl(known.port), origin: 'running' };
  }
  report('stack: starting RabbitMQ (about 10 s) ...');
  const { kind, port } = await startPrivateBroker(report, known !== undefined && !fresh);
  report(`stack: RabbitMQ (${kind}) is ready on port ${port}`);
  return { url: brokerUrl(port), origin: 'started' };
}

/** Stops the servers that we started and waits until they are gone. Returns what was stopped. */
export function stopStack(report: (line: string) => void = console.log): Promise<string[]> {
  return withLock(LOCK_FILE, () => stopServers(report));
}

async function stopServers(report: (line: string) => void): Promise<string[]> {
  const { postgres, broker } = readStackState();
  const stopped = await Promise.all([
    broker && endPrivateBroker(broker).then(() => 'RabbitMQ'),
    postgres && stopPrivatePostgres(postgres).then(() => 'Postgres'),
  ]);
  updateStackState({ postgres: undefined, broker: undefined });
  const names = stopped.filter((name) => name !== undefined);
  for (const name of names) report(`stack: ${name} is stopped`);
  return names;
}
