import { SubCommand } from 'nest-commander';
import { type JobView } from '../../api/job.views';
import { part } from '../../api/ops-client';
import { type ExitCode } from '../../exit-codes';
import { followJob } from '../../jobs/run-job';
import { type Call, OpsCommand } from '../../ops-command';

@SubCommand({ name: 'watch', arguments: '<id>', description: 'stay with a job until its end' })
export class JobsWatchCommand extends OpsCommand {
  protected override readonly explanation =
    'Ctrl-C leaves it alone. The exit code is that of the job.';
  protected readonly examples = ['tbank-ops jobs watch <jobId>'];

  async execute(call: Call<object>): Promise<ExitCode> {
    return followJob(call, await call.api.get<JobView>(`/jobs/${part(call.args[0] ?? '')}`));
  }
}
