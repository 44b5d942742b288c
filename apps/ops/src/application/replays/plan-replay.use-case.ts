import { type Clock, newId } from '@lk/kernel';
import { NotFoundException } from '@nestjs/common';
import { type Principal } from '../../access/principal';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type Job } from '../../adapters/replays/job.rows';
import { type LetterFactsRepository } from '../../adapters/replays/letter-facts.repository';
import { type JobKind } from '../../domain/replays/job';
import { type Selection } from '../../domain/replays/selection';
import { type Audited } from './audited';

/** Begins the plan of a job: its letters are frozen in the background, nothing is sent. */
export class PlanReplay {
  constructor(
    private readonly audited: Audited,
    private readonly jobs: JobRepository,
    private readonly letters: LetterFactsRepository,
    private readonly wake: () => void,
    private readonly clock: Clock,
  ) {}

  async execute(actor: Principal, kind: JobKind, selection: Selection): Promise<Job> {
    await this.demandKnown(selection.ids);
    const id = newId();
    const entry = { actor, action: 'job.plan', subject: `job:${id}`, details: { kind } };
    const by = { id: actor.id, name: actor.name };
    const job = await this.audited.run(entry, (tx) =>
      this.jobs.insert(tx, { id, kind, selection, by, at: this.clock.now() }),
    );
    this.wake();
    return job;
  }

  /** An id that is not there was mistyped, and would be left out without a word. */
  private async demandKnown(ids: readonly string[] | undefined): Promise<void> {
    if (!ids || (await this.letters.count(ids)) === ids.length) return;
    throw new NotFoundException('Some of these dead letters do not exist');
  }
}
