import { filterOfGroup } from './group-filter';

describe('filterOfGroup', () => {
  it.each([
    ['cause', 'f1', { fingerprint: 'f1' }],
    ['queue', 'deal.events', { queue: 'deal.events' }],
    ['type', 'payout.failed', { type: 'payout.failed' }],
    ['deal', 'd1', { dealId: 'd1' }],
    ['bank-error-code', 'LIMIT', { bankErrorCode: 'LIMIT' }],
  ] as const)('finds a group by %s', (by, key, filter) => {
    expect(filterOfGroup(by, key)).toEqual(filter);
  });

  it('finds an hour from its start until the next', () => {
    expect(filterOfGroup('hour', '2026-11-25T23:00:00Z')).toEqual({
      since: '2026-11-25T23:00:00Z',
      until: '2026-11-26T00:00:00.000Z',
    });
  });

  it('has no filter for the group of those without a value', () => {
    expect(filterOfGroup('type', null)).toBeNull();
  });
});
