/** What must be true before a compiled script can run: dependencies installed, sources compiled. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCE_FOLDERS = ['apps', 'libs', 'scripts'];
const BUILD_SETTINGS = ['.swcrc'];
const NOT_COMPILED = /(\.|-)spec\.ts$|\.d\.ts$/;
/** The page of on call: for browsers, so Vite builds it. */
const WEB = join('apps', 'ops', 'web');
const WEB_SETTINGS = ['package-lock.json'];

/** Runs `npm ci` when node_modules is missing or does not hold what package-lock.json asks for. */
export function installIfChanged(root) {
  if (dependenciesMatch(root)) return;
  console.error('Installing dependencies (npm ci) ...');
  // Everything here is started, built and tested by development tools, so NODE_ENV must not drop them.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  runOrThrow(root, npm, ['ci', '--include=dev', '--no-fund', '--no-audit'], 'npm ci');
}

function dependenciesMatch(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  // The lock is newer after every checkout; a reinstall is worth its time only if it says something else.
  return samePackages(readPackages(installed), readPackages(wanted));
}

function readPackages(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  // The project itself, which only the outer lock lists.
  delete packages[''];
  return packages;
}

function samePackages(installed, wanted) {
  const differs = Object.entries(wanted).some(([path, { version, optional, devOptional }]) => {
    const present = installed[path];
    return present ? present.version !== version : !(optional || devOptional);
  });
  return !differs && Object.keys(installed).every((path) => path in wanted);
}

/** Compiles to dist/ when a source was added, changed or removed since the last build. */
export function buildIfChanged(root) {
  const sources = SOURCE_FOLDERS.flatMap((folder) => filesUnder(join(root, folder))).filter(
    (file) => file.endsWith('.ts') && !NOT_COMPILED.test(file) && !isOfWeb(root, file),
  );
  const stampFile = join(root, 'dist', '.stamp');
  const stamp = fingerprint(root, sources, BUILD_SETTINGS);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  // Written over in place: services may be running from dist/, so it must never be empty for a moment.
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  runOrThrow(
    root,
    process.execPath,
    [swc, ...SOURCE_FOLDERS, '-d', 'dist', '--extensions', '.ts', '--quiet'],
    'The build',
  );
  removeOrphans(root, sources);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Builds the page of on call to dist/web/ops when one of its files or a dependency changed. */
export function buildWebIfChanged(root) {
  const sources = filesUnder(join(root, WEB)).filter((file) => !NOT_COMPILED.test(file));
  const target = join(root, 'dist', 'web', 'ops');
  const stampFile = join(root, 'dist', 'web', '.stamp');
  const stamp = fingerprint(root, sources, WEB_SETTINGS);
  const isBuilt = existsSync(stampFile) && existsSync(join(target, 'index.html'));
  if (isBuilt && readFileSync(stampFile, 'utf8') === stamp) return;
  console.error('Building the web page of on call (apps/ops/web) ...');
  const fresh = join(root, 'dist', 'web', `.ops-${process.pid}`);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--config', join(root, WEB, 'vite.config.mts'), '--outDir', fresh];
  try {
    runOrThrow(
      root,
      process.execPath,
      [vite, ...args, '--logLevel', 'warn'],
      'The build of the page',
    );
    replaceFolder(target, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  writeFileSync(stampFile, stamp);
}

/** Services may be serving the old page: it is complete until the new one stands in its place. */
function replaceFolder(target, fresh) {
  const old = `${fresh}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

function isOfWeb(root, file) {
  return relative(root, file).startsWith(WEB);
}

function fingerprint(root, sources, settings) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of [...sources, ...settings.map((name) => join(root, name))].sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

/** A compiled file without its source could still be required, and would hide a broken import. */
function removeOrphans(root, sources) {
  const dist = join(root, 'dist');
  const expected = new Set(
    sources.map((file) => join(dist, relative(root, file)).replace(/\.ts$/, '.js')),
  );
  for (const file of SOURCE_FOLDERS.flatMap((folder) => filesUnder(join(dist, folder)))) {
    if (/\.js(\.map)?$/.test(file) && !expected.has(file.replace(/\.map$/, ''))) rmSync(file);
  }
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function runOrThrow(root, command, args, what) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${what} failed${error ? `: ${error.message}` : ''}.`);
}
