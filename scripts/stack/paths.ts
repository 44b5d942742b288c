import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of this clone: found upwards, because the same code runs from scripts/ and dist/scripts/. */
export const ROOT = findRoot(__dirname);

/** Everything the local servers and services write: data, logs, pids, state. LK_STACK_DIR moves it. */
export const STACK_DIR = resolve(ROOT, process.env.LK_STACK_DIR ?? '.stack');

export const LOGS_DIR = join(STACK_DIR, 'logs');
export const PIDS_DIR = join(STACK_DIR, 'pids');
export const STACK_STATE_FILE = join(STACK_DIR, 'stack.json');
export const SYSTEM_STATE_FILE = join(STACK_DIR, 'system.json');
export const ENV_FILE = join(STACK_DIR, 'env');
export const BROKER_DIR = join(STACK_DIR, 'rabbitmq');

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('No package.json above the scripts.');
  return findRoot(parent);
}
