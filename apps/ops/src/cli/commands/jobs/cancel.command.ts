import { SubCommand } from 'nest-commander';
import { ChangeJobCommand } from './change-job';

@SubCommand({ name: 'cancel', arguments: '<id>', description: 'end it; what was sent stays sent' })
export class JobsCancelCommand extends ChangeJobCommand {
  protected readonly verb = 'cancel';
  protected readonly examples = ['tbank-ops jobs cancel <jobId> --reason "wrong group"'];
}
