import { NO_PROGRESS } from '../../domain/replays/job';
import { SettleItems, type Settlement } from './settle-items';

const settlement = (position: number): Settlement => {
  return { position, letterId: `l${position}`, to: 'failed_again', letterTo: 'open' };
};

describe('SettleItems', () => {
  it('leaves the letter of an item as it is when the item was settled by somebody else', async () => {
    const changes = { ...NO_PROGRESS, undecided: -1, failed_again: 1 };
    const move = () => Promise.resolve({ changes, positions: new Set([2]) });
    const [count, execute] = [jest.fn(), jest.fn()];
    const settling = new SettleItems(
      ...([{ count } as never, { move } as never, { execute } as never, () => new Date()] as const),
    );
    const given = [settlement(1), settlement(2)];
    const result = await settling.execute({} as never, 'job', ['undecided'], given);
    expect(result).toBe(changes);
    expect(execute.mock.calls).toEqual([[{}, ['l2'], 'open']]);
  });
});
