import { type CommandRunner } from 'nest-commander';

/** The command of the library underneath, which it does not export itself. */
export type Command = Parameters<CommandRunner['setCommand']>[0];

/** One option of a command, as data, so that commands share them and completion reads them. */
export interface CommandOption {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** @throws invalid when the text is no such value */
  readonly parse?: (text: string, before: unknown) => unknown;
}

export function addOption(command: Command, spec: CommandOption): void {
  const { flags, description, choices, parse } = spec;
  const reader = parse ?? (choices ? oneOf(choices) : undefined);
  if (reader) command.option(flags, description, reader);
  else command.option(flags, description);
  const added = command.options.at(-1);
  if (added && choices) added.argChoices = [...choices];
}

/** What the library below recognises as a wrong value and reports with the option's name. */
export function invalid(message: string): Error {
  return Object.assign(new Error(message), { code: 'commander.invalidArgument', exitCode: 2 });
}

function oneOf(choices: readonly string[]) {
  return (text: string): string => {
    if (choices.includes(text)) return text;
    throw invalid(`It is one of ${choices.join(', ')}.`);
  };
}

export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw invalid(`It is a whole number from ${least} to ${most}.`);
  };
}

/** 0.05 or 5%. */
export function share(text: string): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  const value = percent === undefined ? Number(text) : Number(percent) / 100;
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw invalid('It is a share from 0 to 1, or a percentage: 0.05 or 5%.');
}

/** Given several times, or once with commas. */
export function list(text: string, before: unknown): string[] {
  const items = text.split(',').map((item) => item.trim());
  return [...(Array.isArray(before) ? (before as string[]) : []), ...items.filter(Boolean)];
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** `2h`, `3d` ago, or ISO 8601; a time without a zone is in the reader's. @returns ISO in UTC */
export function pointInTime(text: string, now = new Date()): string {
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    return new Date(now.getTime() - Number(amount) * (UNITS[unit] ?? 0)).toISOString();
  }
  const date = ISO.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw invalid('It is 30m, 2h, 3d, 1w (so long ago) or a time like 2026-01-31T08:00:00Z.');
}

/** An option that takes a point in time. */
export const time = (flags: string, description: string): CommandOption => ({
  flags,
  description: `${description}: 2h, 3d, or ISO 8601`,
  parse: (text) => pointInTime(text),
});
