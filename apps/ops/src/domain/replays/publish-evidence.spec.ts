import { PublishEvidence } from './publish-evidence';

const see = (evidence: PublishEvidence, at: number, more: object = {}) =>
  evidence.see({ at, ready: 0, consumers: 1, waiting: 0, ...more });

describe('PublishEvidence', () => {
  it('is there when the queues were seen empty for long enough', () => {
    const evidence = new PublishEvidence(1000);
    expect(see(evidence, 0)).toBe(false);
    expect(see(evidence, 999)).toBe(false);
    expect(see(evidence, 1000)).toBe(true);
  });

  it('is not shaken by live messages that pass through the queue', () => {
    const evidence = new PublishEvidence(1000);
    see(evidence, 0);
    expect(see(evidence, 1000, { ready: 3 })).toBe(false);
    expect(see(evidence, 1100)).toBe(true);
  });

  it.each([
    ['a copy waits for its next attempt', { waiting: 1 }],
    ['nobody reads the queue', { consumers: 0 }],
  ])('begins anew when %s', (_what, sight) => {
    const evidence = new PublishEvidence(1000);
    see(evidence, 0);
    expect(see(evidence, 900, sight)).toBe(false);
    expect(see(evidence, 1000)).toBe(false);
    expect(see(evidence, 1999)).toBe(false);
    expect(see(evidence, 2000)).toBe(true);
  });

  it('begins anew when the broker could not be asked', () => {
    const evidence = new PublishEvidence(1000);
    see(evidence, 0);
    evidence.lost();
    expect(see(evidence, 1000)).toBe(false);
  });
});
