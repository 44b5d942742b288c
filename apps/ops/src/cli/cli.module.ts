import { Module } from '@nestjs/common';
import { CompletionCommand } from './commands/completion.command';
import {
  AUDIT,
  DLQ,
  EVENTS,
  JOBS,
  NOUNS,
  RECONCILE,
  PAYOUT,
  SINGLE_VERBS,
  TOKENS,
} from './commands/groups';
import { LoginCommand } from './commands/session/login.command';
import { LogoutCommand } from './commands/session/logout.command';
import { WhoAmICommand } from './commands/session/whoami.command';
import { CliHost } from './host';
import { Program } from './program';

/** The command tree of `tbank-ops`; no server, no database: it is a client of the HTTP API. */
@Module({
  providers: [
    CliHost,
    Program,
    ...NOUNS,
    ...[...DLQ, ...JOBS, ...PAYOUT, ...SINGLE_VERBS, ...EVENTS, ...RECONCILE, ...AUDIT, ...TOKENS],
    ...[LoginCommand, LogoutCommand, WhoAmICommand, CompletionCommand],
  ],
})
export class CliModule {}
