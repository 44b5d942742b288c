import { SubCommand } from 'nest-commander';
import { ChangeJobCommand } from './change-job';

@SubCommand({
  name: 'resume',
  arguments: '<id>',
  description: 'go on with a paused or stopped job',
})
export class JobsResumeCommand extends ChangeJobCommand {
  protected readonly verb = 'resume';
  protected readonly examples = [
    'tbank-ops jobs resume <jobId> --reason "the two failures are explained"',
  ];
}
