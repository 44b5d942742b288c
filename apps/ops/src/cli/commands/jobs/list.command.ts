import { SubCommand } from 'nest-commander';
import { type JobView } from '../../api/job.views';
import { JOB_COLUMNS, jobRow } from '../../jobs/job-text';
import { type Call, OpsCommand } from '../../ops-command';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';

const STATES = ['planning', 'planned', 'running', 'paused', 'stopped', 'cancelled', 'finished'];

interface JobListFlags extends PageFlags {
  readonly state?: string;
  readonly kind?: string;
}

@SubCommand({ name: 'list', description: 'plans and jobs, newest first' })
export class JobsListCommand extends OpsCommand<JobListFlags> {
  protected override readonly options = [
    { flags: '--state <state>', description: 'in this state', choices: STATES },
    {
      flags: '--kind <kind>',
      description: 'of this kind',
      choices: ['replay', 'discard', 'restore'],
    },
    ...PAGE_OPTIONS,
  ];
  protected readonly examples = ['tbank-ops jobs list', 'tbank-ops jobs list --state running'];

  async execute({ flags, api, out }: Call<JobListFlags>): Promise<undefined> {
    const { state, kind } = flags;
    const answer = await readPages<'jobs', JobView>(api, '/jobs', 'jobs', { state, kind }, flags);
    await out.result(answer, () =>
      answer.jobs.length === 0
        ? 'No jobs.'
        : out.table(
            JOB_COLUMNS(out),
            answer.jobs.map((job) => jobRow(job, out)),
          ),
    );
    const more = moreText(answer.next);
    if (more !== undefined) out.note(more);
  }
}
