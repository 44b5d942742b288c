import { type JobView } from '../../api/types';
import { firstValues, startRequest } from './start-values';

const job = { kind: 'replay', hash: 'h1', count: 100 } as JobView;

describe('startRequest', () => {
  it('holds the hash that was looked at, and what was chosen', () => {
    const values = { ...firstValues(100), reason: ' mended ', ticket: ' OPS-1 ' };
    expect(startRequest(job, values)).toEqual({
      reason: 'mended',
      ticket: 'OPS-1',
      hash: 'h1',
      rate: 50,
      canary: 20,
      ramp: true,
      stopRule: { failureShare: 0.1, minimum: 10 },
    });
  });

  it('says that there is no canary where few are replayed, and nothing of speed where nothing is sent', () => {
    const values = { ...firstValues(3), reason: 'mended' };
    expect(startRequest(job, values)).toHaveProperty('canary', 0);
    expect(startRequest({ ...job, kind: 'discard' }, values)).toEqual({
      reason: 'mended',
      hash: 'h1',
    });
  });
});
