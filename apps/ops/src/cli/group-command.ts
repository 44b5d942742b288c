import { CommandRunner } from 'nest-commander';
import { type Command } from './command-option';
import { prepareCommand } from './ops-command';

/** A noun: it has verbs and does nothing itself. */
export abstract class GroupCommand extends CommandRunner {
  override setCommand(command: Command): this {
    prepareCommand(command);
    return super.setCommand(command);
  }

  run([verb]: string[]): Promise<void> {
    const name = this.command.name();
    const problem = verb === undefined ? `${name} needs a verb` : `unknown verb "${verb}"`;
    const verbs = this.command.commands.map((command) => command.name()).join(', ');
    return Promise.reject(
      Object.assign(new Error(`error: ${problem}; ${name} has: ${verbs}`), {
        code: 'commander.unknownCommand',
      }),
    );
  }
}
