import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { STACK_STATE_FILE } from './paths';

/** A Postgres that we started. */
export interface PostgresState {
  readonly kind: 'installed' | 'embedded';
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
}

/** A RabbitMQ that we started: as processes of this machine, or in a Docker container. */
export type BrokerState =
  | {
      readonly kind: 'native';
      readonly port: number;
      readonly distPort: number;
      readonly epmdPort: number;
      readonly launcherPid: number;
    }
  | { readonly kind: 'docker'; readonly port: number; readonly containerId: string };

/** What runs (or ran, when a server died), and the ports of the last run, wanted again for the next. */
export interface StackState {
  readonly postgres?: PostgresState;
  readonly broker?: BrokerState;
  readonly lastPostgresPort?: number;
  readonly lastBrokerPort?: number;
}

/** The state on disk; empty before the first start. */
export function readStackState(): StackState {
  return readJson<StackState>(STACK_STATE_FILE) ?? {};
}

/** Merges `change` into the state on disk; an undefined field is removed. */
export function updateStackState(change: Partial<StackState>): void {
  writeJson(STACK_STATE_FILE, { ...readStackState(), ...change });
}

/** A JSON file, or undefined when it is missing. */
export function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** Writes JSON for the owner's eyes only; readers never see half of it. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(value, null, 2) + '\n', { mode: 0o600 });
  renameSync(draft, file);
}
