import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HAS_PROC = existsSync('/proc/self/cmdline');
const POLL_MS = 50;

/** The command line of a process; empty when it is gone or only a zombie, undefined when unknowable. */
export function commandLine(pid: number): string | undefined {
  try {
    if (!HAS_PROC) return execFileSync('ps', ['-o', 'command=', '-p', String(pid)]).toString();
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch (error) {
    const toolMissing = !HAS_PROC && (error as NodeJS.ErrnoException).code === 'ENOENT';
    return toolMissing ? undefined : '';
  }
}

/**
 * True when `pid` lives and its command line contains `marker`. The marker guards against a pid that
 * the system has given to another process since; where no command line can be read, the pid decides.
 */
export function isRunning(pid: number | undefined, marker: string): pid is number {
  if (pid === undefined || !isAlive(pid)) return false;
  return commandLine(pid)?.includes(marker) ?? true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Pids of the processes whose command line contains `marker`, this one left out. */
export function findProcesses(marker: string): number[] {
  return listPids().filter((pid) => pid !== process.pid && isRunning(pid, marker));
}

function listPids(): number[] {
  const names = HAS_PROC
    ? readdirSync('/proc')
    : execFileSync('ps', ['-axo', 'pid=']).toString().split('\n');
  return names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 1);
}

/** Waits until `done` says true; false when the time is over. */
export async function waitUntil(done: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!done()) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** One step of ending a process: the signal and how long to wait for its effect. */
export interface EndingStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** Sends the signals one after another until the process is gone. Throws when it outlives them all. */
export async function terminate(pid: number, marker: string, steps: EndingStep[]): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (!isRunning(pid, marker)) return;
    sendSignal(pid, signal);
    if (await waitUntil(() => !isRunning(pid, marker), waitMs)) return;
  }
  throw new Error(`Process ${pid} (${marker}) does not end.`);
}

/** Sends a signal; a process that is already gone is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What a detached process gets; its output is appended to `logFile`. */
export interface DetachedOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Starts a process in a session of its own, so that neither Ctrl-C nor our own end reaches it. */
export function startDetached(command: string, args: string[], options: DetachedOptions) {
  const { logFile, ...rest } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child: ChildProcess = spawn(command, args, {
    ...rest,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** The last lines of a log, for the message of a failed start. */
export function tailOf(file: string, lines = 15): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
