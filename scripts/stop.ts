import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isRunning, sendSignal, stopStack, waitUntil } from './stack';
import { readSystemState } from './system/state';
import { stopSystem } from './system/stop-services';
import { SECOND_LANE_DIR, TEST_RUN_FILE, TEST_STACK_DIR } from './test-stack';

const HELP = `Usage: npm stop

Stops the services and the private Postgres and RabbitMQ of this folder, also what a killed start or
test run left behind. Servers given by DATABASE_URL or AMQP_URL are left alone. Nothing running is no
error.`;

/** Three stages of services with 15 s each at most, then the servers with up to 25 s. */
const SUPERVISOR_TIMEOUT_MS = 90_000;

async function main(): Promise<void> {
  if (process.argv.slice(2).some((argument) => ['--help', '-h'].includes(argument))) {
    console.log(HELP);
    return;
  }
  const asked = await endSupervisor();
  const stopped = [...(await stopSystem(console.log)), ...(await stopStack())];
  if (stopped.length === 0) console.log(asked ? 'It is stopped.' : 'Nothing runs.');
  endTestServers();
}

/** A start in the foreground stops everything itself; what it leaves undone is done after it. */
async function endSupervisor(): Promise<boolean> {
  const pid = readSystemState()?.supervisorPid;
  if (!isRunning(pid, 'node')) return false;
  console.log(`asking the process that started the system (pid ${pid}) to stop it ...`);
  sendSignal(pid, 'SIGTERM');
  await waitUntil(() => !isRunning(pid, 'node'), SUPERVISOR_TIMEOUT_MS);
  return true;
}

/** Tests have servers of their own, stopped by themselves unless they were killed or told to keep them. */
function endTestServers(): void {
  if (!existsSync(TEST_STACK_DIR)) return;
  if (existsSync(TEST_RUN_FILE) && isRunning(Number(readFileSync(TEST_RUN_FILE, 'utf8')), 'node')) {
    console.log('A test run goes on with its own servers and will stop them.');
    return;
  }
  for (const LK_STACK_DIR of [TEST_STACK_DIR, SECOND_LANE_DIR].filter((dir) => existsSync(dir))) {
    const env = { ...process.env, LK_STACK_DIR };
    const { status, stdout } = spawnSync(process.execPath, [__filename], { env, encoding: 'utf8' });
    if (stdout.includes('stopped')) process.stdout.write(`of the tests: ${stdout}`);
    if (status !== 0) throw new Error("The tests' servers could not be stopped.");
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
