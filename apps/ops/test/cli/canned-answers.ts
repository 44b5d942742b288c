import { type JobView } from '../../src/cli/api/job.views';
import { type LetterDetails, type TimelineView } from '../../src/cli/api/ops.views';

export const LETTER_ID = '0d9fbc9e-3b43-4f0e-9a7d-0f4d4d4f0001';
export const JOB_ID = '7a1c1c8e-52b5-4b32-8a44-6d1f6c2f0002';
export const HASH = 'ab'.repeat(32);
/** Stands in payloads only: wherever it shows without reveal, personal data leaked. */
export const SECRET = 'Ivanov-Ivan-Ivanovich';

/** With every text as long as real ones get. */
export const letter = (changes: Partial<LetterDetails> = {}): LetterDetails => ({
  id: LETTER_ID,
  status: 'open',
  statusAt: '2026-11-25T01:00:00.000Z',
  queue: 'self-employed-risk.events',
  kind: 'event',
  type: 'payment.completed',
  messageId: 'evt-0123456789abcdef0123456789abcdef',
  correlationId: null,
  errorCode: 'BANK_OUTCOME_UNDECIDED',
  bankErrorCode: 'OPERATION_REJECTED',
  errorMessage: 'The bank does not show whether a change was carried out, a person must decide',
  fingerprint: '3f9a1c0d9e8b7a65',
  dealId: '11111111-2222-4333-8444-555555555555',
  payoutId: null,
  selfEmployedId: null,
  externalDealId: 'bank-deal-1',
  externalPaymentId: null,
  amountKopecks: '150050',
  attempts: 10,
  occurrences: 2,
  firstFailedAt: '2026-11-25T00:30:00.000Z',
  lastFailedAt: '2026-11-25T01:00:00.000Z',
  earlierFailures: [],
  replays: [
    { jobId: JOB_ID, result: 'failed_again', at: '2026-11-25T01:00:00.000Z', errorCode: 'X' },
  ],
  edits: [],
  ...changes,
});

const NO_PROGRESS = {
  ...{ pending: 0, sending: 0, sent: 0, succeeded: 0, failedAgain: 0, alreadyDone: 0 },
  ...{ refused: 0, skipped: 0, undecided: 0, done: 0, total: 3 },
};

export const job = (
  changes: Partial<JobView> = {},
  progress: Partial<JobView['progress']> = {},
): JobView => ({
  id: JOB_ID,
  kind: 'replay',
  state: 'planned',
  count: 3,
  hash: HASH,
  plan: {
    count: 3,
    byType: [{ key: 'payment.completed', count: 3 }],
    byError: [{ key: 'ENTITY_NOT_FOUND', count: 3 }],
    byQueue: [{ key: 'deal.events', count: 3 }],
    oldest: '2026-11-25T00:30:00.000Z',
    newest: '2026-11-25T01:00:00.000Z',
    amountKopecks: '450150',
    verdicts: {
      ...{ replay: 2, alreadyDone: 1, outcomeUnknown: 0, notOpen: 0, unreadable: 0 },
      ...{ ownerSilent: 0, notReplayable: 0 },
    },
    wouldCallBank: 1,
  },
  options: null,
  reason: null,
  ticket: null,
  plannedBy: 'anna',
  plannedAt: '2026-11-25T02:00:00.000Z',
  startedBy: null,
  startedAt: null,
  approvedBy: null,
  finishedAt: null,
  stoppedReason: null,
  waitingFor: null,
  progress: { ...NO_PROGRESS, ...progress },
  phase: null,
  currentRate: null,
  ...changes,
});

export const finished = (progress: Partial<JobView['progress']>): JobView =>
  job({ state: 'finished', finishedAt: '2026-11-25T02:01:00.000Z' }, { done: 3, ...progress });

export const timeline: TimelineView = {
  subject: {
    ...{ kind: 'deal', id: '11111111-2222-4333-8444-555555555555', status: 'paid_to_bank' },
    ...{ bankStatus: 'FUNDED', amountKopecks: '10000000', version: 7 },
  },
  entries: [
    {
      at: '2026-11-25T00:30:00.000Z',
      kind: 'webhook',
      title:
        'The bank told payment.completed, which came three times in all, late and out of order',
      status: 'published',
      cause: { kind: 'event', id: 'evt-0123456789abcdef0123456789abcdef' },
      ids: { eventId: 'evt-0123456789abcdef0123456789abcdef' },
      details: { amountKopecks: '10000000', duplicates: 2, nothing: null },
    },
  ],
  missing: [{ source: 'payout', reason: 'OWNER_UNAVAILABLE' }],
};
