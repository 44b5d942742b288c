import { SubCommand } from 'nest-commander';
import { type JobView } from '../../api/job.views';
import { part } from '../../api/ops-client';
import { type ExitCode } from '../../exit-codes';
import { startJob } from '../../jobs/run-job';
import { type Call, OpsCommand } from '../../ops-command';
import {
  PACE_OPTIONS,
  type PaceFlags,
  reasonOf,
  START_OPTIONS,
  type StartFlags,
} from '../../options/start-options';

@SubCommand({ name: 'start', arguments: '<id>', description: 'start a plan and watch it' })
export class JobsStartCommand extends OpsCommand<StartFlags & PaceFlags> {
  protected override readonly options = [...START_OPTIONS, ...PACE_OPTIONS];
  protected readonly examples = [
    'tbank-ops jobs start <jobId> --canary 20 --rate 50 --reason "mended in 1.4.2"',
    'tbank-ops jobs start <jobId> --reason "INC-7" --detach',
  ];

  async execute(call: Call<StartFlags & PaceFlags>): Promise<ExitCode> {
    reasonOf(call.flags);
    const plan = await call.api.get<JobView>(`/jobs/${part(call.args[0] ?? '')}`);
    return startJob(call, plan);
  }
}
