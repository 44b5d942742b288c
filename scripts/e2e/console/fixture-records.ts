import {
  type AuditRecord,
  type BankStatus,
  type DriftView,
  type EventView,
  type JobView,
  type OverviewView,
  type ReportView,
  type RunView,
  type TimelineEntry,
  type TimelineSubject,
  type TimelineView,
} from '../../../apps/ops/web/src/api/types';
import { groupsBy, minutesAgo, statsOf, uuid } from './fixture-letters';

const DAY_MINUTES = 24 * 60;

const breaker = {
  state: 'closed',
  since: minutesAgo(5 * DAY_MINUTES),
  openForMs: 0,
  openedBy: 'payout',
  openedAt: minutesAgo(5 * DAY_MINUTES + 1),
  lastSuccessAt: minutesAgo(0.2),
  lastFailureAt: minutesAgo(5 * DAY_MINUTES),
  lastFailureCode: 'BANK_UNAVAILABLE',
} as const;

const limits = [
  ['deals', 10, 1000, 10, 0],
  ['payments', 10, 1000, 7, 0],
  ['self-employed.list', 1, 600_000, 0, 372_000],
  ['self-employed.receipts', 1, 1000, 1, 0],
].map(([group, limit, windowMs, freeLanes, aheadMs]) => ({
  group: String(group),
  limit: Number(limit),
  windowMs: Number(windowMs),
  freeLanes: Number(freeLanes),
  aheadMs: Number(aheadMs),
  blockedForMs: 0,
  extraGuardMs: 0,
  lastLimitedAt: null,
}));

const SERVICES = ['webhook-ingress', 'deal', 'payout', 'self-employed-risk', 'notification'];
const QUEUES = [
  'deal.events',
  'deal.commands',
  'payout.events',
  'payout.commands',
  'self-employed-risk.events',
  'notification.events',
];

export function overviewOf(settled: number, jobs: readonly JobView[]): OverviewView {
  const groups = groupsBy('cause', settled);
  return {
    at: new Date().toISOString(),
    services: SERVICES.map((name) => ({
      name,
      ready: true,
      problems: [],
      outboxLagSeconds: name === 'notification' ? null : 0.4,
    })),
    queues: QUEUES.map((queue, index) => ({
      queue,
      ready: index * 3,
      consumers: 1,
      deadLettersAtBroker: 0,
      deadLettersOpen: groups.find((group) => group.queue === queue)?.open ?? 0,
    })),
    deadLetters: statsOf(settled),
    groups,
    breaker,
    limits,
    certificate: { daysLeft: 61.4 },
    jobs,
    reconciliation: { lastRunAt: minutesAgo(3), driftOpen: 4, green: false },
  };
}

export const bank: BankStatus = {
  breaker,
  limits,
  certificates: SERVICES.slice(1, 3).map((service) => ({
    service,
    notAfter: minutesAgo(-61 * DAY_MINUTES),
    daysLeft: 61.4,
    fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })),
  lastSuccessAt: minutesAgo(0.2),
  lastFailureAt: minutesAgo(5 * DAY_MINUTES),
  unknownOutcomes: { count: 1, oldestSince: minutesAgo(12) },
  openCalls: [
    {
      operation: 'payment.create',
      businessId: uuid(600_001),
      unknownSince: minutesAgo(12),
      lookUps: 4,
    },
  ],
};

const entry = (minutes: number, part: Partial<TimelineEntry>): TimelineEntry => ({
  at: minutesAgo(minutes),
  kind: 'state',
  title: '',
  status: null,
  cause: null,
  ids: {},
  details: {},
  ...part,
});

export function timelineOf(kind: TimelineSubject, id: string, jobId: string | null): TimelineView {
  const event = uuid(900_001);
  return {
    subject: {
      kind,
      id,
      status: jobId === null ? 'payment_pending' : 'paid_to_bank',
      bankStatus: 'FUNDED',
      amountKopecks: '12845000',
      version: 5,
    },
    entries: [
      entry(180, {
        kind: 'command',
        title: 'deal.create',
        status: 'completed',
        ids: { commandId: uuid(700_001), dealId: id },
      }),
      entry(179.9, {
        kind: 'bank-call',
        title: 'deals.create',
        status: 'succeeded',
        cause: { kind: 'command', id: uuid(700_001) },
        ids: { requestId: uuid(710_001) },
        details: { attempts: 1, durationMs: 214 },
      }),
      entry(179.8, {
        title: 'draft → ready_to_pay',
        status: 'ready_to_pay',
        cause: { kind: 'event', id: uuid(900_000) },
        details: { from: 'draft', to: 'ready_to_pay' },
      }),
      entry(46, {
        kind: 'webhook',
        title: 'payment.completed',
        status: 'published',
        ids: { eventId: event },
        details: { amountKopecks: '12845000', duplicates: 2 },
      }),
      entry(42, {
        kind: 'dead-letter',
        title: 'HANDLER_BROKEN',
        status: 'open',
        cause: { kind: 'event', id: event },
        ids: { letterId: uuid(1000) },
        details: { queue: 'deal.events', attempts: 6 },
      }),
      ...(jobId === null
        ? []
        : [
            entry(1, {
              kind: 'replay',
              title: 'Replayed',
              status: 'succeeded',
              ids: { jobId, letterId: uuid(1000) },
            }),
            entry(0.9, {
              title: 'payment_pending → paid_to_bank',
              status: 'paid_to_bank',
              cause: { kind: 'event', id: event },
              details: { from: 'payment_pending', to: 'paid_to_bank' },
            }),
            entry(0.8, {
              kind: 'notification',
              title: 'notification.requested',
              status: 'sent',
              details: { channel: 'webhook' },
            }),
          ]),
    ],
    missing: [{ source: 'notification', reason: 'did not answer within 2 s' }],
  };
}

export const events: EventView[] = Array.from({ length: 12 }, (_, index) => ({
  eventId: index === 3 ? `sha256:${'4e'.repeat(32)}` : uuid(900_000 + index),
  type: index === 3 ? null : ['payment.completed', 'payout.completed', 'deal.accepted'][index % 3]!,
  receivedAt: minutesAgo(2 + index * 4),
  state: index === 3 ? ('quarantined' as const) : ('published' as const),
  duplicates: index % 4,
  lastDuplicateAt: index % 4 === 0 ? null : minutesAgo(index),
  quarantineReason: index === 3 ? 'The body is not JSON' : null,
  sourceAddress: '10.20.0.7',
  size: 412 + index,
  redeliveries: 0,
  lastRedeliveredAt: null,
  externalDealId: index === 3 ? null : 'd-70001',
  externalRecipientId: null,
  externalPaymentId: index % 3 === 2 ? null : 'p-31000',
}));

const ACTIONS = ['job.start', 'job.plan', 'letter.reveal', 'session.open', 'group.note'];

export const audit: AuditRecord[] = Array.from({ length: 14 }, (_, index) => ({
  seq: 214 - index,
  at: minutesAgo(1 + index * 7),
  actor: { id: 'olga', name: 'olga', role: index === 2 ? 'viewer' : 'operator', via: 'session' },
  action: ACTIONS[index % ACTIONS.length]!,
  subject: index % 5 === 3 ? null : `job:${uuid(400_000 + index)}`,
  reason: index % 2 === 0 ? 'The rule is switched on again, OPS-121' : null,
  outcome: index === 2 ? 'refused' : 'allowed',
  details: null,
  hash: `${String(index).padStart(2, '0')}a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9`,
}));

const drift = (number: number, part: Partial<DriftView>): DriftView => ({
  driftId: uuid(300_000 + number),
  class: 'bank-ahead',
  sentence: 'The bank is further than our record',
  status: 'open',
  action: 'repair',
  subject: { kind: 'deal', id: uuid(500_000 + number) },
  dealId: uuid(500_000 + number),
  externalDealId: `d-${String(70_000 + number)}`,
  payoutId: null,
  selfEmployedId: null,
  ours: {},
  bank: {},
  requestId: uuid(710_000 + number),
  amountKopecks: null,
  repair: [],
  firstSeenAt: minutesAgo(20 * number + 6),
  openedAt: minutesAgo(20 * number),
  closedAt: null,
  ageSeconds: 1200 * number,
  runId: uuid(310_001),
  resolvedBy: null,
  resolution: null,
  note: null,
  ...part,
});

export const drifts: DriftView[] = [
  drift(1, {
    status: 'proposed',
    action: 'propose',
    class: 'we-ahead',
    amountKopecks: '54000000',
    ours: { status: 'paid_to_bank' },
    bank: { status: 'ACCEPTED' },
  }),
  drift(2, {
    class: 'duplicate-payment',
    action: 'page',
    payoutId: uuid(600_002),
    amountKopecks: '12500050',
    ours: { paymentId: 'p-31000' },
    bank: { paymentId: 'p-31077', status: 'COMPLETED' },
  }),
  drift(3, {
    status: 'repaired',
    ours: { status: 'ready_to_pay' },
    bank: { status: 'FUNDED' },
    repair: ['payment.completed'],
  }),
  drift(4, {
    class: 'webhook-missed',
    status: 'acknowledged',
    action: 'record',
    note: 'The bank had an outage, OPS-119',
    resolvedBy: 'pavel',
  }),
];

const stats = (found: number, repaired: number, proposed: number) => ({
  compared: 1204,
  found,
  repaired,
  proposed,
});

const run = (number: number, part: Partial<RunView>): RunView => ({
  runId: uuid(310_000 + number),
  scope: 'deals',
  mode: 'incremental',
  trigger: 'schedule',
  dealId: null,
  requestedBy: null,
  state: 'finished',
  stats: { deals: stats(0, 0, 0) },
  suspect: [],
  braked: false,
  requestedAt: minutesAgo(number * 5 + 3),
  startedAt: minutesAgo(number * 5 + 3),
  finishedAt: minutesAgo(number * 5 + 2.5),
  ...part,
});

export const runs: RunView[] = [
  run(0, { scope: 'payouts', stats: { payouts: stats(2, 0, 1) } }),
  run(1, { stats: { deals: stats(1, 1, 0) } }),
  run(2, { braked: true, stats: { deals: stats(611, 0, 611) } }),
  run(3, { state: 'suspect', suspect: [{ scope: 'deals', reason: 'empty list' }] }),
];

const byClass = (name: string, found: number, repaired: number, amountKopecks: string) => ({
  class: name,
  found,
  open: found - repaired,
  proposed: 0,
  repaired,
  resolved: repaired,
  amountKopecks,
  oldestOpenSince: found === repaired ? null : minutesAgo(80),
});

export const report: ReportView = {
  green: false,
  reasons: ['4 drifts are open', '1 runs were stopped by the brake'],
  found: 11,
  open: 4,
  moneyAtRiskKopecks: '66500050',
  oldestOpenSince: minutesAgo(80),
  coverage: { share: 0.992 },
  byClass: [
    byClass('we-ahead', 1, 0, '54000000'),
    byClass('duplicate-payment', 1, 0, '12500050'),
    byClass('bank-ahead', 9, 9, '0'),
  ],
};

export const openOverTime = {
  points: Array.from({ length: 56 }, (_, index) => ({
    at: minutesAgo((56 - index) * 360),
    total: index === 40 ? 38 : Math.round(3 + 3 * Math.sin(index / 4)),
  })),
};
