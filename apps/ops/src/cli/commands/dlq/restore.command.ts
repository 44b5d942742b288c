import { SubCommand } from 'nest-commander';
import { reasonIfAny } from '../../options/start-options';
import { JobCommand, type JobFlags } from '../job-command';

@SubCommand({
  name: 'restore',
  arguments: '[ids...]',
  description: 'open discarded dead letters again; by filters, without --reason, shows its plan',
})
export class DlqRestoreCommand extends JobCommand {
  protected readonly kind = 'restore';
  protected readonly from = 'discarded';
  protected override readonly explanation = 'Nothing is sent by it: dlq replay does that.';
  protected readonly examples = [
    'tbank-ops dlq restore <id>',
    'tbank-ops dlq restore <id> --reason "discarded by mistake"',
    'tbank-ops dlq restore --group 3f9a1c --since 1d',
  ];

  /** It sends nothing and can be undone: who names them, or gives a reason, has decided. */
  protected override acts({ execute, reason, plan }: JobFlags, named: boolean): boolean {
    return execute === true || reason !== undefined || (named && plan === undefined);
  }

  protected override reason(flags: JobFlags): string {
    return reasonIfAny(flags);
  }
}
