import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { brokerUrl } from './external';
import { awaitAmqp } from './amqp-handshake';
import { BROKER_ID, brokerEnvironment, wipeBrokerData, writeBrokerFiles } from './broker-settings';
import { stopEpmd } from './epmd';
import { LOGS_DIR } from './paths';
import { freePorts } from './ports';
import { findProcesses, sendSignal, startDetached, tailOf, waitUntil } from './processes';
import { readStackState, updateStackState, type BrokerState } from './state';

type NativeBroker = Extract<BrokerState, { kind: 'native' }>;

const LOG_FILE = join(LOGS_DIR, 'rabbitmq.log');
/** A flag that Erlang ignores; it marks the launching shell and the Erlang machine as this folder's. */
const MARKER = `-lk_stack ${BROKER_ID}`;
const DEBIAN = '/usr/lib/rabbitmq/lib';
/** A graceful stop was seen to take 7.6 s; then patience ends. */
const STOP_TIMEOUT_MS = 25_000;

/** The `rabbitmq-server` of this machine that runs as any user, or undefined. */
export function findRabbitmqServer(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort().reverse() : [];
  const packaged = versions.map((version) => join(DEBIAN, version, 'sbin', 'rabbitmq-server'));
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'rabbitmq-server'));
  return [...packaged, ...onPath].filter((file) => existsSync(file)).find(isRealServer);
}

/** Debian puts a wrapper on PATH that insists on root or the rabbitmq user and reads /etc/rabbitmq. */
function isRealServer(file: string): boolean {
  return basename(realpathSync(file)) === 'rabbitmq-server';
}

/**
 * Starts the private node. `keepData` is for a node that died or was paused: its queues are needed;
 * otherwise it starts empty. The former ports are taken again where they are free.
 */
export async function startNativeBroker(server: string, keepData: boolean): Promise<NativeBroker> {
  await endLeftovers();
  if (!keepData) wipeBrokerData();
  writeBrokerFiles();
  const [port = 0, distPort = 0, epmdPort = 0] = await freePorts([
    readStackState().lastBrokerPort,
    undefined,
    undefined,
  ]);
  const child = startDetached(server, MARKER.split(' '), {
    env: brokerEnvironment({ port, distPort, epmdPort }),
    logFile: LOG_FILE,
    cwd: '/',
  });
  const launcherPid = child.pid ?? 0;
  const state: NativeBroker = { kind: 'native', port, distPort, epmdPort, launcherPid };
  updateStackState({ broker: state, lastBrokerPort: port });
  await awaitAmqp(brokerUrl(port), () => {
    if (child.exitCode === null && child.signalCode === null) return;
    throw new Error(`RabbitMQ did not start. ${LOG_FILE} ends:\n${tailOf(LOG_FILE)}`);
  });
  return state;
}

/** Two nodes on one data folder would destroy it, so whatever is left of an earlier one ends first. */
async function endLeftovers(): Promise<void> {
  const former = readStackState().broker;
  if (former?.kind === 'native') await stopNativeBroker(former);
  else await endProcesses();
}

/** True when processes of this folder's broker exist. */
export function nativeBrokerLives(): boolean {
  return findProcesses(MARKER).length > 0;
}

/** Ends the node, its launcher and its port mapper, and waits until they are gone. */
export async function stopNativeBroker(state: NativeBroker): Promise<void> {
  await endProcesses();
  await stopEpmd(state.epmdPort);
}

async function endProcesses(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of findProcesses(MARKER)) sendSignal(pid, signal);
    if (await waitUntil(() => !nativeBrokerLives(), STOP_TIMEOUT_MS)) return;
  }
  throw new Error('The private RabbitMQ does not end.');
}
