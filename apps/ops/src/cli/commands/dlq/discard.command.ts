import { SubCommand } from 'nest-commander';
import { JobCommand, type JobFlags } from '../job-command';

@SubCommand({
  name: 'discard',
  arguments: '[ids...]',
  description: 'put dead letters aside for good; by filters, without --reason, shows its plan',
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

  /** It can be undone: who names them, or gives a reason, has decided. Naming them needs a reason too. */
  protected override acts({ execute, reason, plan }: JobFlags, named: boolean): boolean {
    return execute === true || reason !== undefined || (named && plan === undefined);
  }
}
