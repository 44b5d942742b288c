import { SubCommand } from 'nest-commander';
import { JobCommand, type JobFlags } from '../job-command';

@SubCommand({
  name: 'restore',
  arguments: '[ids...]',
  description: 'open discarded dead letters again; without --reason shows what it would do',
})
export class DlqRestoreCommand extends JobCommand {
  protected readonly kind = 'restore';
  protected readonly from = 'discarded';
  protected override readonly explanation = 'Nothing is sent by it: dlq replay does that.';
  protected readonly examples = [
    'tbank-ops dlq restore <id> --reason "discarded by mistake"',
    'tbank-ops dlq restore --group 3f9a1c --since 1d',
  ];

  /** It can be undone, so a reason is enough. */
  protected override acts({ execute, reason }: JobFlags): boolean {
    return execute === true || reason !== undefined;
  }
}
