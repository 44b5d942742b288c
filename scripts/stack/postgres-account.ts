import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** How Postgres, which refuses to run as root, is run. `prefix` goes before the command. */
export interface PostgresAccount {
  readonly prefix: string[];
  readonly uid?: number;
  readonly gid?: number;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

const UNPRIVILEGED_USERS = ['postgres', 'nobody'];

/**
 * We ourselves, unless we are root. Root lends the work to an unprivileged user who can reach `paths`;
 * where none can (a clone under /root), Postgres runs in a user namespace, in which root is nobody.
 */
export function choosePostgresAccount(paths: string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const users = existsSync('/etc/passwd') ? parseUsers(readFileSync('/etc/passwd', 'utf8')) : [];
  const user = users.find((candidate) => paths.every((path) => canReach(path, candidate)));
  if (user) return { prefix: [], ...user };
  if (userNamespacesWork()) return { prefix: ['unshare', '--user', '--'] };
  throw new Error(
    `Postgres does not run as root, and no unprivileged user can reach ${paths.join(' and ')}. ` +
      'Clone the repository elsewhere, set LK_STACK_DIR to a folder everybody can reach ' +
      '(with an installed Postgres), run as another user, or set DATABASE_URL.',
  );
}

/** The unprivileged users of an /etc/passwd, the better one first. */
export function parseUsers(passwd: string): User[] {
  const rows = passwd.split('\n').map((line) => line.split(':'));
  return UNPRIVILEGED_USERS.flatMap((name) => rows.filter((row) => row[0] === name)).map((row) => ({
    uid: Number(row[2]),
    gid: Number(row[3]),
  }));
}

function canReach(path: string, user: User): boolean {
  if (existsSync(path) && !maySearch(statSync(path), user)) return false;
  const parent = dirname(path);
  return parent === path || canReach(parent, user);
}

/** The search bit of a folder's mode for `user`; supplementary groups and ACLs only ever allow more. */
export function maySearch(folder: Pick<Stats, 'mode' | 'uid' | 'gid'>, user: User): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

function userNamespacesWork(): boolean {
  try {
    execFileSync('unshare', ['--user', '--', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
