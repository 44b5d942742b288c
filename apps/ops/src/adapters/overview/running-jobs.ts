import { type JobRepository } from '../replays/job.repository';
import { type JobView, toJobView } from '../replays/job.views';

const MOST = 20;

/** Jobs that run or are paused, newest first. */
export class RunningJobs {
  constructor(private readonly jobs: JobRepository) {}

  async list(): Promise<readonly JobView[]> {
    const lists = await Promise.all(
      (['running', 'paused'] as const).map((state) => this.jobs.list({ state }, MOST)),
    );
    return lists.flat().map(toJobView);
  }
}
