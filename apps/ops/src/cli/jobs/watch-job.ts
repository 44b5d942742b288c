import { setTimeout as pause } from 'node:timers/promises';
import { type JobView } from '../api/job.views';
import { type OpsClient, part } from '../api/ops-client';
import { CliError } from '../exit-codes';
import { type CliHost } from '../host';
import { count } from '../output/formats';
import { Progress } from '../output/progress';
import { hasEnded } from './job-outcome';
import { progressText } from './job-text';

/** Often enough to see a canary fail, seldom enough to be no load. */
const PAUSE_MS = 1_000;
/** The job goes on without us and survives a restart of ops; so does watching it. */
const PATIENCE_MS = 5 * 60_000;

export interface Watched {
  readonly job: JobView;
  /** The person left before the end. */
  readonly detached: boolean;
}

/** Shows progress until `isOver`, or until Ctrl-C, which leaves the job alone. */
export async function watchJob(
  api: OpsClient,
  host: CliHost,
  first: JobView,
  isOver: (job: JobView) => boolean = hasEnded,
): Promise<Watched> {
  const leave = new AbortController();
  const onSignal = (): void => leave.abort();
  process.once('SIGINT', onSignal);
  const progress = new Progress(host);
  try {
    if (isOver(first)) return { job: first, detached: false };
    let job = first;
    for (; !isOver(job); job = await read(api, job, progress, leave.signal)) {
      progress.report(textOf(job));
      if (leave.signal.aborted || (await left(leave.signal))) return { job, detached: true };
    }
    progress.report(textOf(job));
    return { job, detached: false };
  } finally {
    progress.end();
    process.removeListener('SIGINT', onSignal);
  }
}

const textOf = (job: JobView): string =>
  job.state.startsWith('plan')
    ? `${job.state} ${job.kind}: ${count(job.count)}`
    : progressText(job);

async function read(
  api: OpsClient,
  last: JobView,
  progress: Progress,
  signal: AbortSignal,
): Promise<JobView> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await api.get<JobView>(`/jobs/${part(last.id)}`);
    } catch (error) {
      if (!(error instanceof CliError && error.mayPass) || Date.now() > until) throw error;
      if (await left(signal)) return last;
      progress.report(`${error.message} Trying again ...`);
    }
  }
}

async function left(signal: AbortSignal): Promise<boolean> {
  try {
    await pause(PAUSE_MS, undefined, { signal });
    return false;
  } catch {
    return true;
  }
}
