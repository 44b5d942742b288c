import { type JobKind, type JobView } from '../api/job.views';
import { part } from '../api/ops-client';
import { type ExitCode, usageError } from '../exit-codes';
import { planText } from '../jobs/job-text';
import { planJob, startJob } from '../jobs/run-job';
import { type Call, OpsCommand } from '../ops-command';
import {
  givenOf,
  SELECTION_OPTIONS,
  type SelectionFlags,
  selectionOf,
} from '../options/selection-options';
import { type PaceFlags, reasonOf, START_OPTIONS, type StartFlags } from '../options/start-options';

export interface JobFlags extends SelectionFlags, StartFlags, PaceFlags {
  readonly execute?: boolean;
  readonly plan?: string;
}

export const JOB_OPTIONS = [
  ...SELECTION_OPTIONS,
  { flags: '--plan <jobId>', description: 'this plan instead of a new one' },
  { flags: '--execute', description: 'do it; needs --reason' },
  ...START_OPTIONS,
];

/** Plans first; acts only when told so, on the very set that was planned. */
export abstract class JobCommand extends OpsCommand<JobFlags> {
  protected override readonly options = JOB_OPTIONS;
  protected abstract readonly kind: JobKind;
  /** The status letters must be in for it to make sense. */
  protected abstract readonly from: 'open' | 'discarded';

  /** @param named by ids: there is nothing that a plan could show */
  protected acts({ execute }: JobFlags, _named: boolean): boolean {
    return execute === true;
  }

  /** @throws CliError (usage) without one */
  protected reason(flags: JobFlags): string {
    return reasonOf(flags);
  }

  async execute(call: Call<JobFlags>): Promise<ExitCode | undefined> {
    const { flags, out, host } = call;
    const acts = this.acts(flags, call.args.length > 0);
    // Before anything is planned: a plan that cannot be started is of no use.
    const reason = acts ? this.reason(flags) : undefined;
    const job = await this.plan(call);
    if (acts && job.count > 0) {
      if (!out.json) await host.write(`${planText(job, out)}\n\n`);
      return startJob({ ...call, flags: { ...flags, reason } }, job);
    }
    await out.result(job, () => planText(job, out));
    out.note(job.count === 0 ? 'Nothing is selected by that.' : this.next(job, flags));
    return undefined;
  }

  private async plan(call: Call<JobFlags>): Promise<JobView> {
    const { args, flags, api } = call;
    if (flags.plan === undefined) {
      const ids = await idsOf(call);
      return planJob(call, this.kind, selectionOf(ids, flags, this.from));
    }
    if (args.length > 0) throw usageError('A plan has its set already: give --plan or ids.');
    const given = givenOf(flags);
    if (given.length > 0) {
      throw usageError(`A plan has its set already: --plan does not go with ${given.join(', ')}.`);
    }
    const job = await api.get<JobView>(`/jobs/${part(flags.plan)}`);
    if (job.kind === this.kind) return job;
    throw usageError(`${job.id} is a ${job.kind}: tbank-ops dlq ${job.kind} --plan ${job.id}`);
  }

  private next(job: JobView, flags: JobFlags): string {
    return [
      'Nothing was done yet. To do it, on exactly this set:',
      `  tbank-ops dlq ${this.kind} --plan ${job.id}${paceText(flags)} --execute --reason "..."`,
    ].join('\n');
  }
}

/** `-` reads ids from stdin, one on a line. */
async function idsOf({ args, host }: Call<JobFlags>): Promise<readonly string[]> {
  if (!args.includes('-')) return args;
  const piped = (await host.readInput()).split(/\s+/).filter(Boolean);
  const ids = [...args.filter((id) => id !== '-'), ...piped];
  if (ids.length === 0) throw usageError('No id came on stdin.');
  return ids;
}

function paceText({ canary, rate, ramp, stopOnFailureShare }: PaceFlags): string {
  const pieces = [
    canary !== undefined && `--canary ${canary}`,
    rate !== undefined && `--rate ${rate}`,
    ramp && '--ramp',
    stopOnFailureShare !== undefined && `--stop-on-failure-share ${stopOnFailureShare}`,
  ].filter((piece) => typeof piece === 'string');
  return pieces.length === 0 ? '' : ` ${pieces.join(' ')}`;
}
