import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTestArguments, type TestArguments, type TestRun } from './test-arguments';
import { SECOND_LANE_DIR, TEST_RUN_FILE, TEST_STACK_DIR } from './test-stack';

const HELP = `Usage: npm test [-- jest options] [--keep-stack]

Runs jest against private Postgres and RabbitMQ servers, or those of DATABASE_URL and AMQP_URL where
set, and stops what it started. Without options: everything, with coverage and its limits, the
end-to-end tests in two halves at once, each on private servers of its own. Unit tests alone
(npm run test:unit) start no servers.

  --keep-stack  leave the servers running for the next run (npm stop ends them)
  --help        this text; jest's own: npx jest --help`;

const JEST = join('node_modules', 'jest', 'bin', 'jest.js');
const INTERRUPTED_EXIT_CODE = 130;

const children = new Set<ChildProcess>();
let interrupted = false;

async function main(): Promise<number> {
  const options = parseTestArguments(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  stopServersAfterSignals();
  return options.needsServers
    ? runWithServers(options)
    : runAll(options, (run) => runJest(run, process.env));
}

/** The terminal sends Ctrl-C to all as well; we stay until they have ended, to stop the servers. */
function stopServersAfterSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      for (const child of children) child.kill(signal);
    });
  }
}

async function runWithServers(options: TestArguments): Promise<number> {
  const LK_STACK_DIR = TEST_STACK_DIR;
  mkdirSync(LK_STACK_DIR, { recursive: true });
  writeFileSync(TEST_RUN_FILE, String(process.pid));
  process.env.LK_STACK_DIR = LK_STACK_DIR;
  const { ensureStack, externalUrls, stopStack } = await import('./stack');
  const given = externalUrls();
  const canDouble = given.databaseUrl === undefined && given.amqpUrl === undefined;
  try {
    const { databaseUrl, amqpUrl } = await ensureStack();
    const env = { ...process.env, DATABASE_URL: databaseUrl, AMQP_URL: amqpUrl, LK_STACK_DIR };
    return await runAll(options, (run) =>
      canDouble && run.lanes === 2 ? runHalves(run, env) : runJest(run, env),
    );
  } finally {
    if (!options.keepStack) await stopStack();
    rmSync(TEST_RUN_FILE, { force: true });
  }
}

/** Each run in turn; the first that fails is the last. */
async function runAll(
  { runs }: TestArguments,
  runTests: (run: TestRun) => Promise<number>,
): Promise<number> {
  for (const run of runs) {
    const exitCode = await runTests(run);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

/** Half of the end-to-end tests here, the others by a second test run with servers of its own. */
async function runHalves({ args }: TestRun, env: NodeJS.ProcessEnv): Promise<number> {
  const others = [__filename, '--selectProjects', 'e2e', '--shard=2/2'];
  const exitCodes = await Promise.all([
    runNode([JEST, ...args, '--shard=1/2'], env),
    runNode(others, { ...process.env, LK_STACK_DIR: SECOND_LANE_DIR }),
  ]);
  return exitCodes.find((exitCode) => exitCode !== 0) ?? 0;
}

function runJest({ args }: TestRun, env: NodeJS.ProcessEnv): Promise<number> {
  return runNode([JEST, ...args], env);
}

function runNode(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (interrupted) return Promise.resolve(INTERRUPTED_EXIT_CODE);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env });
    children.add(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      children.delete(child);
      resolve(code ?? INTERRUPTED_EXIT_CODE);
    });
  });
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
