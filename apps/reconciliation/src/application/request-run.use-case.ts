import { type ReconciliationRunCommand } from '@lk/contracts';
import { deterministicId, newId } from '@lk/kernel';
import { type CommandContext } from '@lk/messaging';
import { type CommandHandling } from '@lk/outbox';
import { type RunRepository } from '../adapters/run.repository';
import { type NewRun } from '../domain/run';
import { type RunWorker } from './run-worker';

type Wish = Pick<ReconciliationRunCommand, 'scope' | 'dealId' | 'mode'>;

/** A run that somebody asks for. It is put down and answered with its id; how it ended is an event. */
export class RequestRun {
  constructor(
    private readonly commands: CommandHandling,
    private readonly runs: RunRepository,
    private readonly worker: RunWorker,
  ) {}

  /** `reconciliation.run`: the id of the run follows from the command's, so that a repeat is no second. */
  async handle(context: CommandContext, wish: Wish): Promise<void> {
    const { id } = context.message;
    const run = runOf(wish, { runId: deterministicId('run', id), trigger: 'command' });
    await this.commands.run(context, {
      lock: `run:${id}`,
      call: () => Promise.resolve(),
      settle: async (tx) => {
        await this.runs.add(tx, run);
        return { runId: run.runId };
      },
    });
    this.worker.wake();
  }

  async request(wish: Wish, requestedBy: string | undefined): Promise<string> {
    const run = runOf(wish, { runId: newId(), trigger: 'http', requestedBy });
    await this.runs.request(run);
    this.worker.wake();
    return run.runId;
  }
}

/** Whoever asks wants to know all of it, unless said otherwise. */
function runOf(
  { scope, dealId, mode = 'sweep' }: Wish,
  of: Pick<NewRun, 'runId' | 'trigger' | 'requestedBy'>,
): NewRun {
  return { ...of, scope, dealId, mode: dealId === undefined ? mode : 'deal' };
}
