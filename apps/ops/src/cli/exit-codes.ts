/** How a command ends; the contract with scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Some of it took effect, the rest did not or not yet. */
  part: 3,
  /** A rule stopped it: role, approval, stop rule. */
  guard: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end with a reason that the reader can act on. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    /** What to do next, one line each. */
    readonly advice: readonly string[] = [],
    /** An outage, which passes by itself, and no refusal. */
    readonly mayPass = false,
  ) {
    super(message);
  }
}

export const usageError = (message: string, ...advice: string[]): CliError =>
  new CliError(message, EXIT.usage, advice);
