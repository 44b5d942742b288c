import { isRunning, sendSignal, stopStack, waitUntil } from '../stack';
import { pickShared, type Variables } from './environment';
import { entryOf, findPid, startInstance, stopInstance } from './instance';
import { urlsOf } from './instances';
import type { InstanceState } from './services';
import { readSystemState, type SystemState } from './state';
import { stopSystem } from './stop-services';

/** All services as processes, with the servers below them. */
export interface RunningSystem {
  /** Address by variable name, e.g. `urls.INGRESS_URL`. */
  readonly urls: Variables;
  /** What .stack/env says. */
  readonly env: Variables;
  /** Signs in to the web page of ops, once. */
  readonly signInToken: string;
  readonly instances: readonly InstanceState[];
  /** Sends a signal to one process (`deal`, `deal-2`); SIGTERM and SIGKILL wait for its end. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Stops one process if it lives, and starts it again on its port with its variables, or with others. */
  restart(name: string, changed?: Variables): Promise<void>;
  /** Stops the services, and the servers too: by default if this system started them. */
  stop(options?: { servers?: boolean; report?: (line: string) => void }): Promise<void>;
}

/** An ending service finishes its work in hand; see the stop of an instance for the same limit. */
const END_TIMEOUT_MS = 20_000;

/** The handle of a system that was started. */
export function runningSystem(state: SystemState, ownsServers: boolean): RunningSystem {
  return {
    urls: urlsOf(state.instances),
    env: pickShared(state.variables),
    signInToken: state.variables.OPS_LOCAL_SIGN_IN_TOKEN ?? '',
    instances: state.instances,
    kill: (name, signal) => killInstance(getInstance(state, name), signal),
    restart: async (name, changed) => {
      await restartInstance(state, name, changed);
    },
    stop: async ({ servers = ownsServers, report = () => undefined } = {}) => {
      await stopSystem(report);
      if (servers) await stopStack(report);
    },
  };
}

async function killInstance(instance: InstanceState, signal: NodeJS.Signals): Promise<void> {
  const pid = findPid(instance);
  if (pid === undefined) throw new Error(`${instance.name} does not run.`);
  sendSignal(pid, signal);
  if (signal !== 'SIGTERM' && signal !== 'SIGKILL') return;
  const ended = await waitUntil(() => !isRunning(pid, entryOf(instance.service)), END_TIMEOUT_MS);
  if (!ended) throw new Error(`${instance.name} (pid ${pid}) does not end at ${signal}.`);
}

/** Brings one process of a started system (back) up, as it was: for `npm start -- --only`. */
export async function restartInstance(
  state: SystemState,
  name: string,
  changed: Variables = {},
): Promise<InstanceState> {
  const instance = getInstance(state, name);
  await stopInstance(instance);
  await startInstance(instance, { ...state.variables, ...changed });
  return instance;
}

/** The pid of a process of a started system, undefined when it does not live. */
export function findInstancePid(state: SystemState, name: string): number | undefined {
  return findPid(getInstance(state, name));
}

function getInstance({ instances }: SystemState, name: string): InstanceState {
  const found = instances.find((instance) => instance.name === name);
  if (found) return found;
  const names = instances.map((instance) => instance.name).join(', ');
  throw new Error(`"${name}" is not part of this system. It has: ${names}.`);
}

/** The system that another terminal started; throws when there is none. */
export function getStartedSystem(): SystemState {
  const state = readSystemState();
  if (state) return state;
  throw new Error('The system does not run. Start it with: npm start');
}
