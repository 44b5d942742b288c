import { rmSync } from 'node:fs';
import { isRunning, readJson, SYSTEM_STATE_FILE, withLock, writeJson } from '../stack';
import type { Variables } from './environment';
import { findPid } from './instance';
import type { InstanceState } from './services';

/** The running system, for commands of other terminals. */
export interface SystemState {
  /** The process that stays in the foreground and stops the system at its end; none when detached. */
  readonly supervisorPid?: number;
  readonly instances: InstanceState[];
  readonly variables: Variables;
}

/** The system that was started and not stopped; it may have died since. */
export function readSystemState(): SystemState | undefined {
  return readJson<SystemState>(SYSTEM_STATE_FILE);
}

/**
 * Takes the folder for a system that starts now, and returns what the last one left of itself.
 * Throws when one runs, or starts at this moment in another terminal.
 */
export function claimSystem(): Promise<SystemState | undefined> {
  return withLock(`${SYSTEM_STATE_FILE}.lock`, () => {
    const former = readSystemState();
    if (systemRuns(former))
      throw new Error('The system is already running. Stop it with: npm stop');
    const instances = former?.instances ?? [];
    writeSystemState({ supervisorPid: process.pid, instances, variables: {} });
    return Promise.resolve(former);
  });
}

/** Makes the system known to other terminals. */
export function writeSystemState(state: SystemState): void {
  writeJson(SYSTEM_STATE_FILE, state);
}

/** Forgets the system. */
export function removeSystemState(): void {
  rmSync(SYSTEM_STATE_FILE, { force: true });
}

/** True when its supervisor lives, or, for a detached one, any of its processes. */
export function systemRuns(state: SystemState | undefined): boolean {
  if (!state) return false;
  if (state.supervisorPid !== undefined) return isRunning(state.supervisorPid, 'node');
  return state.instances.some((instance) => findPid(instance) !== undefined);
}
