import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTestArguments, type TestArguments } from './test-arguments';
import { TEST_RUN_FILE, TEST_STACK_DIR } from './test-stack';

const HELP = `Usage: npm test [-- jest options] [--keep-stack]

Runs jest against private Postgres and RabbitMQ servers, or those of DATABASE_URL and AMQP_URL where
set, and stops what it started. Without options: everything, with coverage and its limits. Unit tests
alone (npm run test:unit) start no servers.

  --keep-stack  leave the servers running for the next run (npm stop ends them)
  --help        this text; jest's own: npx jest --help`;

const JEST = join('node_modules', 'jest', 'bin', 'jest.js');
const INTERRUPTED_EXIT_CODE = 130;

let jest: ChildProcess | undefined;
let interrupted = false;

async function main(): Promise<number> {
  const options = parseTestArguments(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  stopServersAfterSignals();
  return options.needsServers ? runWithServers(options) : runAll(options, process.env);
}

/** The terminal sends Ctrl-C to jest as well; we stay until it has ended, to stop the servers. */
function stopServersAfterSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      jest?.kill(signal);
    });
  }
}

async function runWithServers(options: TestArguments): Promise<number> {
  const LK_STACK_DIR = TEST_STACK_DIR;
  mkdirSync(LK_STACK_DIR, { recursive: true });
  writeFileSync(TEST_RUN_FILE, String(process.pid));
  process.env.LK_STACK_DIR = LK_STACK_DIR;
  const { ensureStack, stopStack } = await import('./stack');
  try {
    const { databaseUrl, amqpUrl } = await ensureStack();
    const urls = { DATABASE_URL: databaseUrl, AMQP_URL: amqpUrl, LK_STACK_DIR };
    return await runAll(options, { ...process.env, ...urls });
  } finally {
    if (!options.keepStack) await stopStack();
    rmSync(TEST_RUN_FILE, { force: true });
  }
}

/** Each run of jest in turn; the first that fails is the last. */
async function runAll({ runs }: TestArguments, env: NodeJS.ProcessEnv): Promise<number> {
  for (const args of runs) {
    const exitCode = await runJest(args, env);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

function runJest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (interrupted) return Promise.resolve(INTERRUPTED_EXIT_CODE);
  return new Promise((resolve, reject) => {
    jest = spawn(process.execPath, [JEST, ...args], { stdio: 'inherit', env });
    jest.once('error', reject);
    jest.once('exit', (code) => {
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
