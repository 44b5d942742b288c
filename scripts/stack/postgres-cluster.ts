import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresAccount } from './postgres-account';
import type { PostgresBinaries } from './postgres-binaries';

/** Built beside and renamed: an interrupted initdb would leave a cluster that never starts. */
export function createCluster(
  binaries: PostgresBinaries,
  account: PostgresAccount,
  dataDir: string,
) {
  const draft = `${dataDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (account.uid !== undefined) chownSync(draft, account.uid, account.gid ?? account.uid);
  const initdb = join(binaries.directory, 'initdb');
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  run([...account.prefix, initdb, '-D', draft, ...options], account);
  renameSync(draft, dataDir);
}

function run([command = '', ...args]: string[], { uid, gid }: PostgresAccount): void {
  execFileSync(command, args, { uid, gid, cwd: '/', env: postgresEnvironment(), stdio: 'pipe' });
}

/** Little, because Postgres takes settings of the caller's PG variables and language. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C' };
}

/** Root's cluster may have been made by another account (another user, a namespace): take it over. */
export function ensureOwner(dataDir: string, account: PostgresAccount): void {
  const wanted = account.uid ?? process.getuid?.() ?? 0;
  if (statSync(dataDir).uid === wanted) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`${dataDir} belongs to another user: remove it or set LK_STACK_DIR.`);
  }
  execFileSync('chown', ['-R', `${wanted}:${account.gid ?? wanted}`, dataDir]);
}
