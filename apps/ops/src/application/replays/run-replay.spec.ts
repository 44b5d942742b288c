import { type Job } from '../../adapters/replays/job.rows';
import { DEFAULT_OPTIONS, NO_PROGRESS, type Progress } from '../../domain/replays/job';
import { nextMove } from '../../domain/replays/pace';
import { countsSinceStart } from './run-replay';

const FORGIVEN = { succeeded: 0, failed_again: 0, undecided: 10 };

const counts = (progress: Partial<Progress>, baseline: Job['baseline'] = FORGIVEN): Progress =>
  countsSinceStart({ progress: { ...NO_PROGRESS, ...progress }, baseline } as Job);

describe('countsSinceStart', () => {
  it('forgives what was decided before', () => {
    expect(counts({ succeeded: 4, failed_again: 1, undecided: 12 })).toMatchObject({
      ...{ succeeded: 4, failed_again: 1, undecided: 2 },
    });
  });

  it('does not set late successes of the forgiven against new failures', () => {
    const since = counts({ succeeded: 10, failed_again: 10, pending: 80 });
    expect(since).toMatchObject({ succeeded: 0, failed_again: 10, undecided: 0 });
    expect(nextMove(DEFAULT_OPTIONS, since, 100)).toMatchObject({ action: 'stop' });
  });
});
