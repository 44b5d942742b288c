import { SubCommand } from 'nest-commander';
import { ChangeJobCommand } from './change-job';

@SubCommand({ name: 'pause', arguments: '<id>', description: 'send nothing more for now' })
export class JobsPauseCommand extends ChangeJobCommand {
  protected readonly verb = 'pause';
  protected readonly examples = [
    'tbank-ops jobs pause <jobId>',
    'tbank-ops jobs pause <jobId> --reason "the bank is slow"',
  ];
}
