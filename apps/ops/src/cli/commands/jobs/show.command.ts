import { SubCommand } from 'nest-commander';
import { type JobView } from '../../api/job.views';
import { part } from '../../api/ops-client';
import { jobText, planText } from '../../jobs/job-text';
import { type Call, OpsCommand } from '../../ops-command';

@SubCommand({ name: 'show', arguments: '<id>', description: 'a job, or the plan of one' })
export class JobsShowCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops jobs show <jobId>'];

  async execute({ args, api, out }: Call<object>): Promise<undefined> {
    const job = await api.get<JobView>(`/jobs/${part(args[0] ?? '')}`);
    const isPlan = job.state === 'planning' || job.state === 'planned';
    await out.result(job, () => (isPlan ? planText(job, out) : jobText(job, out)));
    if (job.state === 'planned') {
      out.note(`To do it:\n  tbank-ops dlq ${job.kind} --plan ${job.id} --execute --reason "..."`);
    }
  }
}
