import { alertOccasion, DOUBLED_PAUSE_MS } from './group-alerts';

const now = new Date('2026-01-15T10:00:00Z');
const of = (openCount: number, alertedOpen: number, alertedMsAgo = 0) =>
  alertOccasion({ openCount, alertedOpen, alertedAt: new Date(now.getTime() - alertedMsAgo) }, now);

describe('alertOccasion', () => {
  it.each([
    [0, 0, undefined],
    [1, 0, 'appeared'],
    [500, 0, 'appeared'],
    [9, 1, undefined],
    [10, 1, 'reached-10'],
    [10, 9, 'reached-10'],
    [99, 10, undefined],
    [100, 99, 'reached-100'],
    [12_345, 999, 'reached-10000'],
  ])('with %p open after an alert at %p it is %p', (open, alerted, expected) => {
    expect(of(open, alerted)).toBe(expected);
  });

  it('is a doubling only when the last alert is ten minutes old', () => {
    expect(of(40, 20, DOUBLED_PAUSE_MS - 1)).toBeUndefined();
    expect(of(40, 20, DOUBLED_PAUSE_MS)).toBe('doubled');
    expect(of(39, 20, DOUBLED_PAUSE_MS)).toBeUndefined();
  });

  it('comes at most once for each power of ten however fast a group grows one by one', () => {
    let [alerted, alerts] = [0, 0];
    for (let open = 1; open <= 5000; open += 1) {
      if (of(open, alerted) === undefined) continue;
      alerts += 1;
      alerted = open;
    }
    expect(alerts).toBe(4);
  });
});
