import { Command } from 'nest-commander';
import { GroupCommand } from '../group-command';
import { AuditListCommand } from './audit/list.command';
import { AuditVerifyCommand } from './audit/verify.command';
import { BankStatusCommand } from './bank/status.command';
import { DlqDiscardCommand } from './dlq/discard.command';
import { DlqEditCommand } from './dlq/edit.command';
import { DlqExportCommand } from './dlq/export.command';
import { DlqGroupsCommand } from './dlq/groups.command';
import { DlqListCommand } from './dlq/list.command';
import { DlqNoteCommand } from './dlq/note.command';
import { DlqReplayCommand } from './dlq/replay.command';
import { DlqRestoreCommand } from './dlq/restore.command';
import { DlqShowCommand } from './dlq/show.command';
import { DlqStatsCommand } from './dlq/stats.command';
import { EventsListCommand } from './events/list.command';
import { EventsRedeliverCommand } from './events/redeliver.command';
import { EventsShowCommand } from './events/show.command';
import { JobsApproveCommand } from './jobs/approve.command';
import { JobsCancelCommand } from './jobs/cancel.command';
import { JobsItemsCommand } from './jobs/items.command';
import { JobsListCommand } from './jobs/list.command';
import { JobsPauseCommand } from './jobs/pause.command';
import { JobsResumeCommand } from './jobs/resume.command';
import { JobsShowCommand } from './jobs/show.command';
import { JobsStartCommand } from './jobs/start.command';
import { JobsWatchCommand } from './jobs/watch.command';
import { PayoutDecideCommand } from './payout/decide.command';
import { ReconcileDriftsCommand } from './reconcile/drifts.command';
import { ReconcileReportCommand } from './reconcile/report.command';
import { ReconcileResolveCommand } from './reconcile/resolve.command';
import { ReconcileRunCommand } from './reconcile/run.command';
import { ReconcileRunsCommand } from './reconcile/runs.command';
import {
  DealShowCommand,
  PayoutShowCommand,
  SelfEmployedShowCommand,
} from './timeline/timeline.commands';
import { TokensCreateCommand } from './tokens/create.command';
import { TokensListCommand } from './tokens/list.command';
import { TokensRevokeCommand } from './tokens/revoke.command';

export const EVENTS = [EventsListCommand, EventsShowCommand, EventsRedeliverCommand];
export const DLQ = [
  ...[DlqStatsCommand, DlqGroupsCommand, DlqListCommand, DlqShowCommand, DlqReplayCommand],
  ...[DlqEditCommand, DlqDiscardCommand, DlqRestoreCommand, DlqExportCommand, DlqNoteCommand],
];
export const JOBS = [
  ...[JobsListCommand, JobsShowCommand, JobsItemsCommand, JobsStartCommand, JobsApproveCommand],
  ...[JobsPauseCommand, JobsResumeCommand, JobsCancelCommand, JobsWatchCommand],
];
export const RECONCILE = [
  ...[ReconcileRunCommand, ReconcileRunsCommand, ReconcileReportCommand],
  ...[ReconcileDriftsCommand, ReconcileResolveCommand],
];
export const TOKENS = [TokensListCommand, TokensCreateCommand, TokensRevokeCommand];
export const AUDIT = [AuditListCommand, AuditVerifyCommand];
export const PAYOUT = [PayoutShowCommand, PayoutDecideCommand];
export const SINGLE_VERBS = [DealShowCommand, SelfEmployedShowCommand, BankStatusCommand];

@Command({ name: 'events', description: 'the webhook log', subCommands: EVENTS })
export class EventsGroup extends GroupCommand {}

@Command({ name: 'dlq', description: 'dead letters: see, understand, replay', subCommands: DLQ })
export class DlqGroup extends GroupCommand {}

@Command({ name: 'jobs', description: 'replays and other jobs', subCommands: JOBS })
export class JobsGroup extends GroupCommand {}

@Command({ name: 'reconcile', description: 'differences with the bank', subCommands: RECONCILE })
export class ReconcileGroup extends GroupCommand {}

@Command({ name: 'deal', description: 'the timeline of a deal', subCommands: [DealShowCommand] })
export class DealGroup extends GroupCommand {}

@Command({
  name: 'payout',
  description: 'the timeline of a payout, and the end of a doubt about it',
  subCommands: PAYOUT,
})
export class PayoutGroup extends GroupCommand {}

@Command({
  name: 'self-employed',
  description: 'the timeline of a self-employed person',
  subCommands: [SelfEmployedShowCommand],
})
export class SelfEmployedGroup extends GroupCommand {}

@Command({ name: 'bank', description: 'how the bank is doing', subCommands: [BankStatusCommand] })
export class BankGroup extends GroupCommand {}

@Command({ name: 'audit', description: 'the record of decisions', subCommands: AUDIT })
export class AuditGroup extends GroupCommand {}

@Command({ name: 'tokens', description: 'access tokens', subCommands: TOKENS })
export class TokensGroup extends GroupCommand {}

/** In the order of the help. */
export const NOUNS = [
  ...[DlqGroup, JobsGroup, DealGroup, PayoutGroup, SelfEmployedGroup, EventsGroup],
  ...[BankGroup, ReconcileGroup, AuditGroup, TokensGroup],
];
