import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresUrl } from './external';
import { LOGS_DIR, STACK_DIR } from './paths';
import { freePorts } from './ports';
import { choosePostgresAccount, type PostgresAccount } from './postgres-account';
import { findPostgres, type PostgresBinaries } from './postgres-binaries';
import { createCluster, ensureOwner, postgresEnvironment } from './postgres-cluster';
import { queryPostgres } from './postgres-query';
import { isRunning, startDetached, tailOf, terminate } from './processes';
import { readStackState, updateStackState, type PostgresState } from './state';

const LOG_FILE = join(LOGS_DIR, 'postgres.log');
/** Recovery after kill -9 and the wait for orphaned backends take seconds; a new cluster under 2 s. */
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Durability as in production: a test that kills Postgres must not lose what a service acknowledged. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Starts the private Postgres on its former port where that is free; the cluster is kept between runs. */
export async function startPrivatePostgres(): Promise<PostgresState> {
  const binaries = findPostgres();
  const dataDir = join(STACK_DIR, `postgres-${binaries.major}`);
  mkdirSync(STACK_DIR, { recursive: true });
  const account = choosePostgresAccount([STACK_DIR, binaries.directory]);
  if (!existsSync(dataDir)) createCluster(binaries, account, dataDir);
  ensureOwner(dataDir, account);
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const state = await launch(binaries, account, dataDir, deadline);
    if (state) return state;
    await sleep(POLL_MS * 5);
  }
}

/** Undefined when it ended at once although time is left: backends of a killed Postgres may still be dying. */
async function launch(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  dataDir: string,
  deadline: number,
): Promise<PostgresState | undefined> {
  const [port = 0] = await freePorts([readStackState().lastPostgresPort]);
  const [command = '', ...args] = commandOf(binaries, account, dataDir, port);
  const { uid, gid } = account;
  const options = { env: postgresEnvironment(), logFile: LOG_FILE, cwd: '/', uid, gid };
  const child = startDetached(command, args, options);
  const failure = startFailure(child);
  const state = { kind: binaries.kind, port, pid: child.pid ?? 0, dataDir };
  updateStackState({ postgres: state, lastPostgresPort: port });
  while (!(await answers(port))) {
    const over = Date.now() > deadline;
    if (over) throw new Error(`Postgres did not start. ${LOG_FILE} ends:\n${tailOf(LOG_FILE)}`);
    if (failure()) return undefined;
    await sleep(POLL_MS);
  }
  return state;
}

function commandOf(
  { directory }: PostgresBinaries,
  { prefix }: PostgresAccount,
  dataDir: string,
  port: number,
): string[] {
  const settings = Object.entries({ ...SETTINGS, port: String(port) });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...prefix, join(directory, 'postgres'), '-D', dataDir, ...flags];
}

/** Tells whether the child is over. An executable that cannot be run is an error to throw, not to repeat. */
function startFailure(child: ChildProcess): () => boolean {
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  return () => {
    if (failed) throw failed;
    return child.exitCode !== null || child.signalCode !== null;
  };
}

/** True when the server that `state` describes lives and answers a query. */
export async function postgresIsHealthy(state: PostgresState | undefined): Promise<boolean> {
  if (!state || !isRunning(state.pid, markerOf(state))) return false;
  return answers(state.port);
}

async function answers(port: number): Promise<boolean> {
  try {
    await queryPostgres(postgresUrl(port, 'postgres'), 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** Fast shutdown (open transactions are rolled back), then without a checkpoint, then by force. */
export async function stopPrivatePostgres(state: PostgresState): Promise<void> {
  await terminate(state.pid, markerOf(state), [
    { signal: 'SIGINT', waitMs: 20_000 },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ]);
}

function markerOf({ port }: PostgresState): string {
  return `-c port=${port}`;
}
