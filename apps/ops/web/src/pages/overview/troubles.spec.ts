import { type OverviewView } from '../../api/types';
import { troublesOf } from './troubles';

const letters = {
  open: 0,
  replaying: 0,
  resolved: 3,
  discarded: 0,
  openKopecks: '0',
  groups: 0,
  oldestOpenSince: null,
  byQueue: [],
};

const healthy: OverviewView = {
  at: '2026-11-25T16:00:00Z',
  services: [{ name: 'deal', ready: true, problems: [], outboxLagSeconds: 0 }],
  queues: [
    { queue: 'deal.events', ready: 4, consumers: 1, deadLettersAtBroker: 0, deadLettersOpen: 0 },
  ],
  deadLetters: letters,
  groups: [],
  breaker: null,
  limits: [],
  certificate: { daysLeft: 90 },
  jobs: [],
  reconciliation: { lastRunAt: null, driftOpen: 0, green: true },
};

const kinds = (change: Partial<OverviewView>): string[] =>
  troublesOf({ ...healthy, ...change }).map(({ kind }) => kind);

describe('troublesOf', () => {
  it('finds nothing when all is well, nor what it was told nothing about', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ certificate: null, reconciliation: null, deadLetters: null })).toEqual([]);
  });

  it('names a service that is not ready and one whose messages do not leave', () => {
    const services = [
      { name: 'deal', ready: false, problems: ['postgres'], outboxLagSeconds: null },
      { name: 'payout', ready: true, problems: [], outboxLagSeconds: 45 },
    ];
    expect(troublesOf({ ...healthy, services })).toEqual([
      { kind: 'serviceDown', name: 'deal', text: 'postgres' },
      { kind: 'outboxLag', name: 'payout', seconds: 45 },
    ]);
  });

  it('names a queue that nobody reads', () => {
    const [queue] = healthy.queues;
    expect(kinds({ queues: [{ ...queue!, consumers: 0 }] })).toEqual(['noConsumer']);
  });

  it('names a breaker that is not closed, a certificate about to end, letters and drift', () => {
    expect(
      kinds({
        breaker: {
          state: 'half-open',
          since: healthy.at,
          openForMs: 0,
          openedBy: null,
          openedAt: null,
          lastSuccessAt: null,
          lastFailureAt: null,
          lastFailureCode: null,
        },
        certificate: { daysLeft: 13.5 },
        deadLetters: { ...letters, open: 2, groups: 1 },
        reconciliation: { lastRunAt: null, driftOpen: 1, green: false },
      }),
    ).toEqual(['breaker', 'certificate', 'letters', 'drift']);
  });
});
