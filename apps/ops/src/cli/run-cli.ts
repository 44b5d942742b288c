import 'reflect-metadata';
import { CommandFactory, CommandRunnerService } from 'nest-commander';
import { CliModule } from './cli.module';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { CliHost } from './host';

/** The whole tree of commands, not run. */
export function createCli(onFailure: (failure: unknown) => void = () => undefined) {
  return CommandFactory.createWithoutRunning(CliModule, {
    logger: false,
    serviceErrorHandler: onFailure,
  });
}

/** Runs one command line, without the program's own name. @returns its exit code */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  let failure: unknown;
  const app = await createCli((error) => {
    failure = error;
  });
  const host = app.get(CliHost);
  await app.get(CommandRunnerService).run(['node', 'tbank-ops', ...args]);
  return failure === undefined ? host.exitCode : explain(failure, host);
}

/** Says what happened and what to do, on stderr. */
function explain(failure: unknown, host: CliHost): ExitCode {
  if (failure instanceof CliError) {
    const lines = [failure.message, ...failure.advice.map((line) => `  ${line}`)];
    host.writeError(`${lines.join('\n')}\n`);
    return failure.exitCode;
  }
  const { code, exitCode, message } = failure as Partial<Record<string, unknown>>;
  if (typeof code === 'string' && code.startsWith('commander.')) {
    if (exitCode === 0) return EXIT.done;
    // The library has said the rest itself, but for errors of ours.
    if (code === 'commander.unknownCommand' && exitCode === undefined) {
      host.writeError(`${String(message)}\nSee --help.\n`);
    }
    return EXIT.usage;
  }
  host.writeError(`This is a bug of tbank-ops: ${String(message)}\n`);
  return EXIT.failed;
}
