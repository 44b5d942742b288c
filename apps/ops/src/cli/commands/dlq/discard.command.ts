import { SubCommand } from 'nest-commander';
import { JobCommand, type JobFlags } from '../job-command';

@SubCommand({
  name: 'discard',
  arguments: '[ids...]',
  description: 'put dead letters aside for good; without --reason shows what it would do',
})
export class DlqDiscardCommand extends JobCommand {
  protected readonly kind = 'discard';
  protected readonly from = 'open';
  protected override readonly explanation =
    'They are kept until their retention ends, and dlq restore brings them back.';
  protected readonly examples = [
    'tbank-ops dlq discard <id> --reason "test message of the bank"',
    'tbank-ops dlq discard --group 3f9a1c',
    'tbank-ops dlq discard --plan <jobId> --execute --reason "duplicates of INC-7"',
  ];

  /** It can be undone, so a reason is enough. */
  protected override acts({ execute, reason }: JobFlags): boolean {
    return execute === true || reason !== undefined;
  }
}
