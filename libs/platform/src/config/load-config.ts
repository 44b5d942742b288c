import { type Type } from '@nestjs/common';
import { getMetadataStorage, validateSync } from 'class-validator';
import { type Environment, readVariable } from './environment';

/** All that is wrong with the configuration, one line a variable; values are never quoted. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

function variableNames(type: Type<object>): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))];
}

function kindOf(type: Type<object>, name: string, fallback: unknown): unknown {
  if (fallback !== undefined)
    return { number: Number, boolean: Boolean }[typeof fallback as string];
  return Reflect.getMetadata('design:type', type.prototype as object, name);
}

/** A text that is no number or boolean stays text, so that validation names the variable. */
function convert(kind: unknown, text: string): unknown {
  if (kind === Number && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (kind === Boolean && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function fill(type: Type<object>, environment: Environment, problems: string[]): object {
  const config = new type() as Record<string, unknown>;
  for (const name of variableNames(type)) {
    try {
      const text = readVariable(environment, name);
      if (text !== undefined) config[name] = convert(kindOf(type, name, config[name]), text);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return config;
}

/**
 * One instance of each configuration class, filled from the environment. A property decorated with
 * class-validator is a variable of the same name; its initialiser is the default.
 * @throws ConfigError that lists every problem of all classes at once.
 */
export function loadConfigs(types: readonly Type<object>[], environment: Environment): object[] {
  const problems: string[] = [];
  const configs = types.map((type) => fill(type, environment, problems));
  const unreadable = problems.map((line) => line.split(/[ _]FILE| /)[0]);
  for (const config of configs) {
    for (const error of validateSync(config, {
      validationError: { target: false, value: false },
    })) {
      if (unreadable.includes(error.property)) continue;
      const given = (config as Record<string, unknown>)[error.property] !== undefined;
      const reasons = Object.values(error.constraints ?? {}).join('; ');
      problems.push(given ? reasons : `${error.property} is required`);
    }
  }
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return configs;
}

/** {@link loadConfigs} for one class. */
export function loadConfig<T extends object>(type: Type<T>, environment: Environment): T {
  return loadConfigs([type], environment)[0] as T;
}
