import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, LOGS_DIR, PIDS_DIR, ROOT, startDetached, tailOf, terminate } from '../stack';
import type { Variables } from './environment';
import { getService, type InstanceName, type InstanceState } from './services';

/** A Nest service is ready in about 1 s; six of them starting together on two cores take several. */
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
/** A service ends its work in hand at SIGTERM; longer than its own limit means it hangs. */
const STOP_TIMEOUT_MS = 15_000;

/** The compiled entry of a service. */
export function entryOf(service: string): string {
  return join(ROOT, 'dist', 'apps', getService(service).app, 'src', 'main.js');
}

/** Its file in .stack/pids: only the number, so that anyone can `kill $(cat ...)`. */
export function pidFileOf(name: string): string {
  return join(PIDS_DIR, `${name}.pid`);
}

/** Where its output goes. */
export function logFileOf(name: string): string {
  return join(LOGS_DIR, `${name}.log`);
}

/** The pid of a living instance. */
export function findPid({ name, service }: InstanceName): number | undefined {
  const pid = readPid(name);
  return isRunning(pid, entryOf(service)) ? pid : undefined;
}

function readPid(name: string): number | undefined {
  try {
    return Number(readFileSync(pidFileOf(name), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** Starts one process and waits until it reports itself ready; throws with the end of its log. */
export async function startInstance(instance: InstanceState, variables: Variables): Promise<void> {
  const child = startDetached(
    process.execPath,
    ['--enable-source-maps', entryOf(instance.service)],
    {
      env: { ...process.env, ...variables, PORT: String(instance.port) },
      logFile: logFileOf(instance.name),
      cwd: ROOT,
    },
  );
  mkdirSync(PIDS_DIR, { recursive: true });
  writeFileSync(pidFileOf(instance.name), String(child.pid ?? ''));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady(instance.port))) {
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null) throw startError(instance, `ended with ${ended}`);
    if (Date.now() > deadline) throw startError(instance, 'did not become ready');
    await sleep(POLL_MS);
  }
}

function startError({ name }: InstanceState, what: string): Error {
  const log = logFileOf(name);
  return new Error(`${name} ${what}. ${log} ends:\n${tailOf(log)}`);
}

async function isReady(port: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${port}/health/ready`;
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Ends one process, gently at first. Returns its pid, or undefined when it did not live. */
export async function stopInstance(instance: InstanceName): Promise<number | undefined> {
  const pid = findPid(instance);
  if (pid !== undefined) {
    await terminate(pid, entryOf(instance.service), [
      { signal: 'SIGTERM', waitMs: STOP_TIMEOUT_MS },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ]);
  }
  rmSync(pidFileOf(instance.name), { force: true });
  return pid;
}
