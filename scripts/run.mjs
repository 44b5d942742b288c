/**
 * The one entry of the npm scripts: `node scripts/run.mjs <command> [arguments]`.
 * Plain JavaScript on Node's own modules, because it must work before anything is installed or built:
 * it checks Node, installs dependencies, compiles what changed, then becomes the command itself
 * (the same process, so that signals, exit codes and the terminal need no forwarding).
 */
import { existsSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfChanged, buildWebIfChanged, installIfChanged } from './bootstrap.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];
const COMMANDS = {
  start: 'bring up the whole system with the bank simulator, and stay',
  stop: 'stop the system and its servers',
  demo: 'bring the system up, play a story, check it, stop',
  test: 'run the tests against private servers',
  bench: 'measure throughput',
  migrate: 'apply the database migrations',
  'migration-create': 'create an empty migration',
  'docs-api': 'write docs/openapi.yaml, docs/openapi.json and docs/asyncapi.yaml from the code',
};

function fail(message, exitCode = 1) {
  console.error(message);
  process.exit(exitCode);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
}

function usage() {
  const lines = Object.entries(COMMANDS).map(([name, what]) => `  ${name.padEnd(18)}${what}`);
  const install = '  --install         install the dependencies if they changed, nothing else';
  return `Usage: node scripts/run.mjs <command> [arguments]\n\n${lines.join('\n')}\n\n${install}`;
}

function entryOf(command) {
  const entry = join(ROOT, 'dist', 'scripts', `${command}.js`);
  return existsSync(entry) ? entry : fail(`"${command}" is not available in this version.`);
}

/** Who looks at the page of on call: a running system, and the end-to-end tests. */
function needsWeb(command, args) {
  if (command === 'start' || command === 'demo') return true;
  if (command !== 'test') return false;
  const text = args.join(' ');
  const projects = /--selectProjects[ =]((?:(?!-)\S+ ?)+)/.exec(text);
  return projects === null || projects[1].includes('e2e');
}

const [command, ...args] = process.argv.slice(2);
if (command === '--help' || command === '-h') {
  console.log(usage());
  process.exit(0);
}
if (command === '--install') {
  checkNode();
  installIfChanged(ROOT);
  process.exit(0);
}
if (!Object.hasOwn(COMMANDS, command ?? '')) fail(usage(), 2);

checkNode();
try {
  // A stop must work while the sources are broken; the one that was compiled last fits what runs.
  if (command !== 'stop' || !existsSync(join(ROOT, 'dist', 'scripts', 'stop.js'))) {
    installIfChanged(ROOT);
    buildIfChanged(ROOT);
    if (needsWeb(command, args)) buildWebIfChanged(ROOT);
  }
} catch (error) {
  fail(error.message);
}
process.chdir(ROOT);
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], entryOf(command), ...args];
Module.runMain();
