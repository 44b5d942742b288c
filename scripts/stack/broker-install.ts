import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Asked by every Debian package before it starts a service; exit code 101 means no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const WRITE_POLICY = `printf '#!/bin/sh\\nexit 101\\n' > ${POLICY_FILE} && chmod 755 ${POLICY_FILE}`;
const PACKAGE = 'rabbitmq-server';

/** True on a Debian-like system where we are root or may become root without a password. */
export function canInstall(): boolean {
  if (!isOnPath('apt-get')) return false;
  return process.getuid?.() === 0 || succeeds(['sudo', '-n', 'true']);
}

/**
 * Installs RabbitMQ from the distribution. The server that the package brings is neither started
 * now (a refusing policy-rc.d stands while apt works) nor at the next boot (its unit is disabled).
 */
export function installRabbitmq(report: (line: string) => void): void {
  report(`stack: installing RabbitMQ: apt-get install ${PACKAGE} (its own service stays stopped)`);
  const ownPolicy = !existsSync(POLICY_FILE);
  if (ownPolicy) asRoot(['sh', '-c', WRITE_POLICY]);
  try {
    // Stale package lists are the usual reason for a failed install; a failed update may still do.
    asRoot(['apt-get', 'update', '-qq']);
    const installed = asRoot([
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      PACKAGE,
    ]);
    if (!installed) throw new Error('apt-get could not install it, see above');
  } finally {
    if (ownPolicy) asRoot(['rm', '-f', POLICY_FILE]);
  }
  if (existsSync('/run/systemd/system')) asRoot(['systemctl', 'disable', '--quiet', PACKAGE]);
}

function asRoot(command: string[]): boolean {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  return succeeds([...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command], 'inherit');
}

/** What apt prints goes to stderr: stdout belongs to the command that needs the broker. */
function succeeds([command = '', ...args]: string[], output: 'inherit' | 'ignore' = 'ignore') {
  const stdio = output === 'inherit' ? (['ignore', 2, 2] as const) : 'ignore';
  return spawnSync(command, args, { stdio: stdio === 'ignore' ? stdio : [...stdio] }).status === 0;
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}
