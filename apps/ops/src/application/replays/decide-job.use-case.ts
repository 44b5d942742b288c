import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { ConflictException, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { isSamePerson } from '../../access/people';
import { type Principal } from '../../access/principal';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type Job } from '../../adapters/replays/job.rows';
import {
  DEFAULT_OPTIONS,
  jobMayBecome,
  type JobOptions,
  type JobState,
} from '../../domain/replays/job';
import { type Audited } from './audited';

export interface StartRequest {
  readonly reason: string;
  readonly ticket?: string;
  /** Of the plan that the person saw. */
  readonly hash?: string;
  readonly options: Partial<JobOptions>;
}

/** What people decide about a job. Each decision has its audit record. */
export class DecideJob {
  constructor(
    private readonly audited: Audited,
    private readonly jobs: JobRepository,
    private readonly approvalAbove: number,
    private readonly wake: () => void,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws UnprocessableEntityException when the plan is empty or another one than the person saw, or
   * when it needs an approval it has not
   */
  start(actor: Principal, id: string, request: StartRequest): Promise<Job> {
    const { reason, ticket = null, hash, options } = request;
    return this.decide(actor, 'job.start', id, reason, async (tx, job) => {
      demand(job, 'running', job.state === 'planned');
      if (job.count === 0) throw new UnprocessableEntityException('The plan is empty');
      if (hash !== undefined && hash !== job.hash) {
        throw new UnprocessableEntityException('The plan has another hash: look at it once more');
      }
      this.demandApproval(job);
      await this.jobs.set(tx, id, {
        ...{ state: 'running', reason, ticket, started_by_name: actor.name },
        ...{ started_at: this.clock.now(), options: { ...DEFAULT_OPTIONS, ...options } },
      });
    });
  }

  approve(actor: Principal, id: string, reason: string): Promise<Job> {
    return this.decide(actor, 'job.approve', id, reason, async (tx, job) => {
      demand(job, 'running', job.state === 'planned');
      if (isSamePerson(actor, { id: job.plannedById, name: job.plannedBy })) {
        throw new UnprocessableEntityException('Somebody else than who planned it must approve');
      }
      const approved_at = this.clock.now();
      await this.jobs.set(tx, id, { approved_by_name: actor.name, approved_at });
    });
  }

  pause(actor: Principal, id: string, reason?: string): Promise<Job> {
    return this.move(actor, 'job.pause', id, 'paused', reason);
  }

  cancel(actor: Principal, id: string, reason?: string): Promise<Job> {
    return this.move(actor, 'job.cancel', id, 'cancelled', reason);
  }

  /** After a stop the canary goes first again, and what failed before is forgiven: hence the reason. */
  resume(actor: Principal, id: string, reason?: string): Promise<Job> {
    return this.decide(actor, 'job.resume', id, reason, async (tx, job) => {
      demand(job, 'running', job.state !== 'planned');
      if (job.state === 'stopped') {
        if (reason === undefined) {
          throw new UnprocessableEntityException('The job stopped by itself: say why it may go on');
        }
        await this.jobs.startAnew(tx, id);
      }
      await this.jobs.set(tx, id, { state: 'running', stopped_reason: null });
    });
  }

  private move(
    actor: Principal,
    action: string,
    id: string,
    to: JobState,
    reason?: string,
  ): Promise<Job> {
    return this.decide(actor, action, id, reason, async (tx, job) => {
      demand(job, to);
      const finished = to === 'cancelled' ? { finished_at: this.clock.now() } : {};
      await this.jobs.set(tx, id, { state: to, waiting_for: null, ...finished });
    });
  }

  private async decide(
    actor: Principal,
    action: string,
    id: string,
    reason: string | undefined,
    work: (tx: Transaction, job: Job) => Promise<void>,
  ): Promise<Job> {
    const known = await this.jobs.find(id);
    if (!known) throw new NotFoundException('There is no such job');
    const details = { kind: known.kind, count: known.count };
    const job = await this.audited.run(
      { actor, action, subject: `job:${id}`, reason, details },
      async (tx) => {
        await work(tx, await this.locked(tx, id));
        return this.locked(tx, id);
      },
    );
    this.wake();
    return job;
  }

  private async locked(tx: Transaction, id: string): Promise<Job> {
    const job = await this.jobs.lock(tx, id);
    if (!job) throw new NotFoundException('There is no such job');
    return job;
  }

  private demandApproval({ count, approvedAt }: Job): void {
    if (count <= this.approvalAbove || approvedAt) return;
    throw new UnprocessableEntityException(
      `More than ${this.approvalAbove} messages: a second person must approve the job first`,
    );
  }
}

function demand({ state }: Job, to: JobState, more = true): void {
  if (more && jobMayBecome(state, to)) return;
  throw new ConflictException(`The job is ${state}`);
}
