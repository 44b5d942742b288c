import { Injectable } from '@nestjs/common';
import { InjectCommander } from 'nest-commander';
import { type Command } from './command-option';
import { prepareCommand } from './ops-command';

const AFTER = `
At 3 a.m.:
  $ tbank-ops dlq stats            how many, how old, how much money
  $ tbank-ops dlq groups           what fails, and why
  $ tbank-ops bank status          is it the bank?
  $ tbank-ops dlq replay --group <fingerprint>    what a replay would do; nothing is sent

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part, 4 stopped by a rule.
The address is --url, OPS_URL, .stack/env of the project or the last login; who you are is OPS_TOKEN
(or OPS_TOKEN_FILE) or the last login. More in docs/on-call.md and docs/runbooks.`;

/** The program itself: its name and what its help says around the list of nouns. */
@Injectable()
export class Program {
  constructor(@InjectCommander() readonly command: Command) {
    prepareCommand(command);
    command
      .name('tbank-ops')
      .description('On call for lk-tbank: see what failed, understand it, replay it safely.')
      .addHelpText('after', AFTER);
  }
}
