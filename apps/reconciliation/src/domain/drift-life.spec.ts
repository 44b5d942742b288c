import fc from 'fast-check';
import { DRIFT_STATUSES, type DriftLife, resolutionOf, RESOLUTIONS, sight } from './drift-life';
import { actionFor, merge } from './drift-merge';
import { type Finding } from './finding';

const NOW = new Date('2026-01-01T12:00:00Z');
const before = (ms: number): Date => new Date(NOW.getTime() - ms);
const repairing = { action: 'repair', graceMs: 1000 } as const;
const sighting = { digest: 'a', now: NOW, policy: repairing, maxAttempts: 3 };
const life = (fields: Partial<DriftLife>): DriftLife => ({
  status: 'open',
  digest: 'a',
  firstSeenAt: before(500),
  repairedAt: null,
  repairAttempts: 0,
  ...fields,
});

describe('sight', () => {
  it.each<[string, DriftLife | undefined, object]>([
    ['new: waits for its grace time', undefined, { to: 'candidate', anew: true }],
    ['within its grace time', life({ status: 'candidate' }), { to: 'candidate', anew: false }],
    ['beyond it', life({ status: 'candidate', firstSeenAt: before(1000) }), { to: 'open' }],
    ['open', life({}), { to: 'same' }],
    [
      'seen again after it was resolved',
      life({ status: 'resolved' }),
      { to: 'candidate', anew: true },
    ],
    ['rejected, as it was', life({ status: 'rejected' }), { to: 'same' }],
    ['rejected, and changed since', life({ status: 'rejected', digest: 'b' }), { to: 'open' }],
    [
      'acknowledged, and changed since',
      life({ status: 'acknowledged', digest: 'b' }),
      { to: 'open' },
    ],
    ['repaired a moment ago', life({ status: 'repaired', repairedAt: before(10) }), { to: 'same' }],
    [
      'repaired without effect',
      life({ status: 'repaired', repairedAt: before(1000), repairAttempts: 1 }),
      { to: 'open-again' },
    ],
    [
      'repaired without effect, and often enough',
      life({ status: 'repaired', repairedAt: before(1000), repairAttempts: 3 }),
      { to: 'stuck' },
    ],
  ])('%s', (_what, known, expected) => {
    expect(sight(known, sighting)).toEqual(expected);
  });

  it('opens at once without a grace time, and counts what is only recorded once', () => {
    const noGrace = { ...sighting, policy: { ...repairing, graceMs: 0 } };
    expect(sight(undefined, noGrace)).toEqual({ to: 'open' });
    const record = { ...sighting, policy: { action: 'record', graceMs: 0 } as const };
    expect(sight(life({ status: 'resolved', digest: 'b' }), record)).toEqual({ to: 'same' });
  });
});

describe('resolutionOf', () => {
  it('lets nobody decide about what is no drift, or is over', () => {
    const decidable = DRIFT_STATUSES.filter((status) => {
      return RESOLUTIONS.some((resolution) => resolutionOf(status, resolution));
    });
    expect(decidable).toEqual(['open', 'proposed', 'repaired']);
    expect(resolutionOf('open', 'approve')).toBeUndefined();
  });
});

describe('merge', () => {
  const finding: Finding = {
    class: 'bank-ahead',
    kind: 'deal',
    subjectId: 'd',
    aspect: 'funded',
    ours: { status: 'draft' },
    bank: { status: 'FUNDED' },
    repair: { kind: 'facts', facts: [] },
  };

  it('opens after the grace time, keeps when it was first seen, and counts its openings', () => {
    const first = merge({
      before: undefined,
      finding,
      seenAt: NOW,
      policy: repairing,
      maxAttempts: 3,
    });
    expect(first).toMatchObject({ opened: false, life: { status: 'candidate', firstSeenAt: NOW } });
    const later = new Date(NOW.getTime() + 1000);
    const known = { ...first.life, repairedAt: null };
    const second = merge({
      before: known,
      finding,
      seenAt: later,
      policy: repairing,
      maxAttempts: 3,
    });
    expect(second).toMatchObject({
      opened: true,
      life: { status: 'open', firstSeenAt: NOW, openedAt: later, timesOpened: 1 },
    });
  });

  it('a digest is of what both sides say, whatever the order of the fields', () => {
    const policy = { ...repairing, graceMs: 0 };
    const anyEvidence = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));
    fc.assert(
      fc.property(anyEvidence, (ours) => {
        const turned = Object.fromEntries(Object.entries(ours).reverse());
        const digests = [ours, turned].map((evidence) => {
          const seen = { ...finding, ours: evidence };
          const parts = { before: undefined, finding: seen, seenAt: NOW, policy, maxAttempts: 3 };
          return merge(parts).life.digest;
        });
        expect(digests[0]).toBe(digests[1]);
      }),
    );
  });

  it('never repairs by itself what contradicts us, nor what it has no fact for', () => {
    expect(actionFor({ ...finding, class: 'impossible-transition' }, 'repair')).toBe('propose');
    expect(actionFor({ ...finding, class: 'we-ahead' }, 'repair')).toBe('propose');
    expect(actionFor({ ...finding, repair: undefined }, 'repair')).toBe('page');
    expect(actionFor(finding, 'repair')).toBe('repair');
    expect(actionFor(finding, 'page')).toBe('page');
  });
});
