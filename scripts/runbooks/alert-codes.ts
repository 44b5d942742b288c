import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the code of an alert can come from: an alert itself; a failure that raises one when it makes a
 * dead letter (a bug, or an outcome that stayed unknown).
 */
const SOURCES = [
  /code: '([A-Z_]+)',\s*severity/g,
  /invariantError\(\s*'([A-Z_]+)'/g,
  /code: '([A-Z_]+)',\s*message: [^}]*?disposition: '(?:invariant|unknown-outcome)'/g,
];

/** Every code that `alert.raised` can carry, as the sources say. */
export function alertCodes(): string[] {
  const codes = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/src\/.*\.ts$/.test(file) && !/(\.|-)spec\.ts$/.test(file))
      .flatMap((file) => codesIn(readFileSync(join(folder, file), 'utf8'))),
  );
  return [...new Set(codes)].sort();
}

const codesIn = (source: string): string[] =>
  SOURCES.flatMap((pattern) => [...source.matchAll(pattern)].map(([, code = '']) => code));
