import { type JobKind, type JobView } from '../api/job.views';
import { part } from '../api/ops-client';
import { CliError, EXIT, type ExitCode } from '../exit-codes';
import { type Call } from '../ops-command';
import { type Selection } from '../options/selection-options';
import { type PaceFlags, startBody, type StartFlags } from '../options/start-options';
import { plural } from '../output/formats';
import { exitCodeOf } from './job-outcome';
import { jobText } from './job-text';
import { watchJob } from './watch-job';

/** A new plan: its set is frozen, nothing is done. */
export async function planJob(
  { api, host }: Call<object>,
  kind: JobKind,
  selection: Selection,
): Promise<JobView> {
  const created = await api.post<JobView>('/jobs', { kind, selection });
  const isPlanned = ({ state }: JobView): boolean => state !== 'planning';
  const { job, detached } = await watchJob(api, host, created, isPlanned);
  if (!detached) return job;
  const message = `Left while the plan was being made. See it: tbank-ops jobs show ${job.id}`;
  throw new CliError(message, EXIT.part);
}

/** Starts a plan and stays until its end, unless told otherwise. */
export async function startJob(
  call: Call<StartFlags & PaceFlags>,
  plan: JobView,
): Promise<ExitCode> {
  const { api, flags } = call;
  const body = startBody(flags, plan.hash);
  const started = await withAdvice(plan, () =>
    api.post<JobView>(`/jobs/${part(plan.id)}/start`, body),
  );
  if (!flags.detach) return followJob(call, started);
  await call.out.result(started, () => jobText(started, call.out));
  call.out.note(goOn(started));
  return EXIT.done;
}

/** Watches a job and tells how it ended. */
export async function followJob(call: Call<object>, first: JobView): Promise<ExitCode> {
  const { api, host, out } = call;
  const { job, detached } = await watchJob(api, host, first);
  await out.result(job, () => jobText(job, out));
  out.note(detached ? `Not watched any more. ${goOn(job)}` : afterwards(job));
  return exitCodeOf(job);
}

const goOn = ({ id, kind }: JobView): string =>
  [
    `The ${kind} goes on by itself:`,
    `  tbank-ops jobs watch ${id}`,
    `  tbank-ops jobs pause ${id} --reason "..."`,
  ].join('\n');

/** What a person does next. */
function afterwards({ id, kind, state, progress, stoppedReason }: JobView): string {
  const { failedAgain, refused, undecided, total, succeeded, alreadyDone } = progress;
  const others = total - succeeded - alreadyDone;
  if (state === 'stopped') {
    return [
      `Stopped by its rule${stoppedReason ? `: ${stoppedReason}` : ''}. Nothing more is sent.`,
      `  tbank-ops jobs items ${id} --result failed_again`,
      `  tbank-ops jobs resume ${id} --reason "..."   (or: jobs cancel)`,
    ].join('\n');
  }
  if (others <= 0) return `Done: ${plural(total, 'dead letter')}.`;
  const result = failedAgain > 0 ? 'failed_again' : refused > 0 ? 'refused' : 'undecided';
  const see = failedAgain + refused + undecided > 0 ? ` --result ${result}` : '';
  const ended = state === 'cancelled' ? `The ${kind} was cancelled.` : 'Not all of it took effect.';
  return `${ended} See which:\n  tbank-ops jobs items ${id}${see}`;
}

/** A start that a rule refuses usually waits for a second person. */
async function withAdvice<T>({ id, kind }: JobView, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof CliError) || !error.message.startsWith('Refused by a rule')) throw error;
    throw new CliError(error.message, error.exitCode, [
      'If it needs approval, another person with the role approver gives it:',
      `  tbank-ops jobs approve ${id} --reason "..."`,
      'and then you start the same plan:',
      `  tbank-ops dlq ${kind} --plan ${id} --execute --reason "..."`,
    ]);
  }
}
