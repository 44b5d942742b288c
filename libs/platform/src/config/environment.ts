import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. Nothing else in the project reads `process.env`. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * The value of a variable, or the trimmed content of the file that `<NAME>_FILE` names (the way
 * Docker and Kubernetes mount secrets). An empty text counts as absent.
 * @throws Error when both are set, or when the file cannot be read; the value is never quoted.
 */
export function readVariable(environment: Environment, name: string): string | undefined {
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  if (direct && file) throw new Error(`${name} and ${name}_FILE are both set; keep one`);
  if (!file) return direct === '' ? undefined : direct;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Error(`${name}_FILE names a file that cannot be read (${code})`);
  }
}
