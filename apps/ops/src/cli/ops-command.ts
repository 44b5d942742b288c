import { Injectable } from '@nestjs/common';
import { CommandRunner } from 'nest-commander';
import { OpsClient } from './api/ops-client';
import { findTarget } from './api/target';
import { type ExitCode } from './exit-codes';
import { CliHost } from './host';
import { addOption, type Command, type CommandOption } from './command-option';
import { Printer } from './output/printer';

export interface CommonFlags {
  readonly json?: boolean;
  readonly utc?: boolean;
  readonly url?: string;
}

const COMMON_OPTIONS: readonly CommandOption[] = [
  { flags: '--json', description: 'what the API answers, as JSON' },
  { flags: '--utc', description: 'times in UTC instead of your zone' },
  {
    flags: '--url <url>',
    description: 'the ops service (default: OPS_URL, .stack/env, last login)',
  },
];

/** What a command works with. */
export interface Call<F> {
  readonly args: readonly string[];
  readonly flags: F & CommonFlags;
  readonly out: Printer;
  readonly api: OpsClient;
  readonly host: CliHost;
}

/** One verb. What it answers is its exit code; nothing is {@link ExitCode} 0. */
@Injectable()
export abstract class OpsCommand<F extends object = object> extends CommandRunner {
  protected readonly options: readonly CommandOption[] = [];
  /** Whole command lines; the first one is the simplest. */
  protected abstract readonly examples: readonly string[];
  /** More than its one-line description has room for. */
  protected readonly explanation: string = '';

  constructor(protected readonly host: CliHost) {
    super();
  }

  abstract execute(call: Call<F>): Promise<ExitCode | undefined>;

  override setCommand(command: Command): this {
    prepareCommand(command);
    command.allowExcessArguments(false);
    for (const option of [...this.options, ...COMMON_OPTIONS]) addOption(command, option);
    const lines = this.examples.map((line) => `  $ ${line}`);
    const explanation = this.explanation === '' ? '' : `\n${this.explanation}\n`;
    command.addHelpText('after', `${explanation}\nExamples:\n${lines.join('\n')}`);
    return super.setCommand(command);
  }

  async run(args: string[]): Promise<void> {
    const flags = this.command.opts<F & CommonFlags>();
    const out = new Printer(this.host, flags);
    const host = this.host;
    let client: OpsClient | undefined;
    const call = {
      ...{ args, flags, out, host },
      // On demand: completion and help need no address.
      get api() {
        return (client ??= new OpsClient(findTarget(host, flags.url)));
      },
    };
    this.host.exitCode = (await this.execute(call)) ?? this.host.exitCode;
  }
}

/** A wrong command line ends by an error for {@link runCli} instead of ending the process. */
export function prepareCommand(command: Command): void {
  command.exitOverride();
  command.showHelpAfterError('See --help.');
}
