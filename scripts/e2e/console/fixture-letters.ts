import {
  type GroupView,
  type Grouping,
  type LetterDetails,
  type LetterStats,
  type LetterView,
} from '../../../apps/ops/web/src/api/types';

const MINUTE_MS = 60_000;
export const minutesAgo = (minutes: number): string =>
  new Date(Date.now() - minutes * MINUTE_MS).toISOString();

/** The same for the same number, so that a link stays good. */
export const uuid = (number: number): string =>
  `0190a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;

interface Cause {
  readonly fingerprint: string;
  readonly queue: string;
  readonly type: string;
  readonly errorCode: string;
  readonly bankErrorCode: string | null;
  readonly message: string;
  readonly open: number;
  readonly kopecks: bigint;
  readonly minutes: number;
}

export const CAUSES: readonly Cause[] = [
  {
    fingerprint: 'a3f9c2d1e8b74056',
    queue: 'deal.events',
    type: 'payment.completed',
    errorCode: 'HANDLER_BROKEN',
    bankErrorCode: null,
    message: 'The rule for payment.completed is switched off by configuration',
    open: 10_000,
    kopecks: 1_284_500_000_00n,
    minutes: 42,
  },
  {
    fingerprint: '5b1e77aa02c94d3f',
    queue: 'payout.events',
    type: 'payout.completed',
    errorCode: 'ENTITY_NOT_FOUND',
    bankErrorCode: null,
    message: 'There is no payout with this payment of the bank',
    open: 17,
    kopecks: 2_350_000_50n,
    minutes: 191,
  },
  {
    fingerprint: 'c0d4419b6f2a8e15',
    queue: 'payout.commands',
    type: 'payout.create',
    errorCode: 'BANK_REFUSED',
    bankErrorCode: 'INSUFFICIENT_FUNDS',
    message: 'The bank refused the payment: INSUFFICIENT_FUNDS',
    open: 3,
    kopecks: 480_000_00n,
    minutes: 26 * 60,
  },
];

/** Enough letters for a list; the groups count more of them. */
function lettersOf(cause: Cause, first: number): LetterView[] {
  return Array.from({ length: Math.min(cause.open, 30) }, (_, index) => {
    const number = first + index;
    return {
      id: uuid(number),
      status: 'open' as const,
      statusAt: minutesAgo(cause.minutes - index / 10),
      queue: cause.queue,
      kind: cause.queue.endsWith('.commands') ? 'command' : 'event',
      type: cause.type,
      messageId: uuid(900_000 + number),
      correlationId: index % 3 === 0 ? uuid(800_000 + number) : null,
      exchange: cause.queue.endsWith('.commands') ? 'bank.commands' : 'bank.events',
      routingKey: cause.type,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      errorCode: cause.errorCode,
      bankErrorCode: cause.bankErrorCode,
      errorMessage: cause.message,
      fingerprint: cause.fingerprint,
      dealId: uuid(500_000 + (number % 40)),
      payoutId: cause.type.startsWith('payout') ? uuid(600_000 + number) : null,
      selfEmployedId: null,
      recipientId: null,
      externalDealId: `d-${String(70_000 + (number % 40))}`,
      externalRecipientId: null,
      externalPaymentId: cause.type.startsWith('pay') ? `p-${String(30_000 + number)}` : null,
      amountKopecks: String(cause.kopecks / BigInt(cause.open)),
      attempts: 6,
      occurrences: 1,
      firstFailedAt: minutesAgo(cause.minutes + 3),
      lastFailedAt: minutesAgo(cause.minutes - index / 10),
      storedAt: minutesAgo(cause.minutes),
    };
  });
}

export const makeLetters = (): LetterView[] =>
  CAUSES.flatMap((cause, index) => lettersOf(cause, 1000 * (index + 1)));

export function detailsOf(letter: LetterView): LetterDetails {
  return {
    ...letter,
    keyId: 'k1',
    earlierFailures: [
      {
        at: minutesAgo(300),
        errorCode: 'DATABASE_UNAVAILABLE',
        errorMessage: 'The database did not answer in time',
        attempts: 6,
      },
    ],
    replays: [],
    edits: [],
  };
}

/** Each cause as a group, with what a job has settled of the first taken away. */
export function groupsBy(by: Grouping, settled: number): GroupView[] {
  return CAUSES.map((cause, index) => {
    const open = index === 0 ? cause.open - settled : cause.open;
    const isCause = by === 'cause';
    return {
      key: keyOf(by, cause),
      open,
      replaying: 0,
      total: cause.open,
      openKopecks: String((cause.kopecks / BigInt(cause.open)) * BigInt(open)),
      firstFailedAt: minutesAgo(cause.minutes + 3),
      lastFailedAt: minutesAgo(1 + index * 20),
      openSince: open === 0 ? null : minutesAgo(cause.minutes),
      ...(isCause
        ? {
            queue: cause.queue,
            type: cause.type,
            errorCode: cause.errorCode,
            bankErrorCode: cause.bankErrorCode,
            sampleMessage: cause.message,
            note: index === 1 ? 'Bank was told, ticket OPS-118. Wait for their answer.' : null,
            noteBy: index === 1 ? 'irina' : null,
            noteAt: index === 1 ? minutesAgo(90) : null,
          }
        : {}),
    };
  }).filter(({ open }) => open > 0);
}

function keyOf(by: Grouping, cause: Cause): string | null {
  switch (by) {
    case 'cause':
      return cause.fingerprint;
    case 'queue':
      return cause.queue;
    case 'type':
      return cause.type;
    case 'deal':
      return uuid(500_000 + cause.open);
    case 'bank-error-code':
      return cause.bankErrorCode;
    case 'hour':
      return `${minutesAgo(cause.minutes).slice(0, 13)}:00:00Z`;
  }
}

export function statsOf(settled: number): LetterStats {
  const groups = groupsBy('cause', settled);
  return {
    open: groups.reduce((sum, { open }) => sum + open, 0),
    replaying: 0,
    resolved: 412 + settled,
    discarded: 9,
    openKopecks: String(groups.reduce((sum, { openKopecks }) => sum + BigInt(openKopecks), 0n)),
    groups: groups.length,
    oldestOpenSince: minutesAgo(26 * 60),
    byQueue: groups.map(({ queue = '', open, openSince }) => ({
      queue,
      open,
      oldestOpenSince: openSince,
    })),
  };
}
