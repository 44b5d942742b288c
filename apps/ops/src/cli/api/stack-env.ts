import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PROJECT = 'lk-tbank';

/** The `.stack/env` of the project that `folder` lies in: what a system started by `npm start` tells of itself. */
export function readStackEnv(folder: string): Readonly<Record<string, string>> {
  const root = projectAbove(folder);
  const file = root === undefined ? undefined : join(root, '.stack', 'env');
  if (file === undefined || !existsSync(file)) return {};
  return parseExports(readFileSync(file, 'utf8'));
}

function projectAbove(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && nameIn(manifest) === PROJECT) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectAbove(parent);
}

function nameIn(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}

/** Lines `export NAME='value'`, where a quote in the value is written `'\''`. */
export function parseExports(text: string): Record<string, string> {
  const lines = text.matchAll(/^export ([A-Z_]+)='(.*)'$/gm);
  return Object.fromEntries(
    [...lines].map(([, name = '', value = '']) => [name, value.replaceAll(`'\\''`, `'`)]),
  );
}
