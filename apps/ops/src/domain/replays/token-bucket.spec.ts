import fc from 'fast-check';
import { TokenBucket } from './token-bucket';

describe('TokenBucket', () => {
  it('begins empty, and grants what the rate allows', () => {
    const bucket = new TokenBucket(0);
    expect(bucket.take(10, 100, 0)).toBe(0);
    expect(bucket.waitMs(100)).toBe(10);
    expect(bucket.take(10, 100, 55)).toBe(5);
    expect(bucket.take(10, 100, 60)).toBe(1);
  });

  it('catches up a quarter of a second at most after a pause', () => {
    expect(new TokenBucket(0).take(1000, 100, 60_000)).toBe(25);
    expect(new TokenBucket(0).take(1000, 0.5, 60_000)).toBe(1);
  });

  it('takes back what was not used', () => {
    const bucket = new TokenBucket(0);
    expect(bucket.take(5, 100, 50)).toBe(5);
    bucket.giveBack(3);
    expect(bucket.take(5, 100, 50)).toBe(3);
  });

  it('grants no more than rate times time, and the burst', () => {
    const visit = fc.record({ pauseMs: fc.nat(2000), wanted: fc.nat(50) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(visit), (rate, visits) => {
        const bucket = new TokenBucket(0);
        let [now, granted] = [0, 0];
        for (const { pauseMs, wanted } of visits) {
          now += pauseMs;
          const got = bucket.take(wanted, rate, now);
          expect(got).toBeLessThanOrEqual(wanted);
          granted += got;
        }
        expect(granted).toBeLessThanOrEqual((now / 1000) * rate + 1e-6);
      }),
    );
  });
});
