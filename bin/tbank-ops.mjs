#!/usr/bin/env node
/**
 * `npx tbank-ops` inside the project: compiles what changed, then becomes the command line itself.
 * The image has no sources; there `tbank-ops` is the compiled program.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfChanged } from '../scripts/bootstrap.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PROGRAM = join(ROOT, 'dist', 'apps', 'ops', 'src', 'cli', 'main.js');

if (!existsSync(join(ROOT, 'node_modules', 'nest-commander'))) {
  console.error('The dependencies are not installed. Run: npm ci');
  process.exit(1);
}
try {
  buildIfChanged(ROOT);
} catch (error) {
  // On call, what was compiled last is better than nothing.
  const remedy = existsSync(PROGRAM) ? 'The last build is used.' : 'Run: npm run build';
  console.error(`${error.message} ${remedy}`);
  if (!existsSync(PROGRAM)) process.exit(1);
}
process.setSourceMapsEnabled(true);
createRequire(import.meta.url)(PROGRAM);
