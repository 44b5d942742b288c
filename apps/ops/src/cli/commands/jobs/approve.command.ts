import { SubCommand } from 'nest-commander';
import { ChangeJobCommand } from './change-job';

@SubCommand({
  name: 'approve',
  arguments: '<id>',
  description: 'let a large plan be started; not by who planned it',
})
export class JobsApproveCommand extends ChangeJobCommand {
  protected readonly verb = 'approve';
  protected readonly examples = [
    'tbank-ops jobs approve <jobId> --reason "looked at the plan, INC-7"',
  ];
}
