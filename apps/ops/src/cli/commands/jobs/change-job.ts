import { type JobView } from '../../api/job.views';
import { part } from '../../api/ops-client';
import { jobText } from '../../jobs/job-text';
import { type Call, OpsCommand } from '../../ops-command';
import { REASON, type ReasonFlags, reasonOf } from '../../options/start-options';

/** One word of a person to a job. */
export abstract class ChangeJobCommand extends OpsCommand<ReasonFlags> {
  protected override readonly options = [REASON];
  protected abstract readonly verb: 'approve' | 'pause' | 'resume' | 'cancel';

  async execute({ args, flags, api, out }: Call<ReasonFlags>): Promise<undefined> {
    const reason = this.verb === 'approve' ? reasonOf(flags) : flags.reason;
    const job = await api.post<JobView>(`/jobs/${part(args[0] ?? '')}/${this.verb}`, { reason });
    await out.result(job, () => jobText(job, out));
    if (this.verb === 'resume') out.note(`To watch it: tbank-ops jobs watch ${job.id}`);
    if (this.verb === 'pause') out.note(`To go on: tbank-ops jobs resume ${job.id}`);
  }
}
