import { AppError, type Disposition } from '@lk/kernel';
import { decide, type Decision } from './disposition';

const error = (
  disposition: Disposition,
  more: { holdsQueue?: boolean; maxAttempts?: number; retryAfterMs?: number } = {},
): AppError => new AppError({ code: 'X', message: 'x', disposition, ...more });

const ACK: Decision = { action: 'ack' };
const HOLD: Decision = { action: 'hold' };
const RETRY: Decision = { action: 'retry', retryAfterMs: 0, counts: true };
const BURY: Decision = { action: 'dead-letter', alert: false };
const ALERT: Decision = { action: 'dead-letter', alert: true };

/** Every disposition, below and at the limit of 4 attempts, with and without `holdsQueue`. */
const TABLE: [Disposition, failures: number, holdsQueue: boolean, Decision][] = [
  ['benign', 1, false, ACK],
  ['benign', 4, false, ACK],
  ['benign', 1, true, ACK],
  ['benign', 4, true, ACK],
  ['permanent', 1, false, BURY],
  ['permanent', 4, false, BURY],
  ['permanent', 1, true, BURY],
  ['permanent', 4, true, BURY],
  ['invariant', 1, false, ALERT],
  ['invariant', 4, false, ALERT],
  ['invariant', 1, true, ALERT],
  ['invariant', 4, true, ALERT],
  ['transient', 1, false, RETRY],
  ['transient', 3, false, RETRY],
  ['transient', 4, false, BURY],
  ['transient', 5, false, BURY],
  ['transient', 1, true, HOLD],
  ['transient', 4, true, HOLD],
  ['unknown-outcome', 1, false, RETRY],
  ['unknown-outcome', 3, false, RETRY],
  ['unknown-outcome', 4, false, ALERT],
  ['unknown-outcome', 1, true, HOLD],
  ['unknown-outcome', 4, true, HOLD],
];

describe('decide', () => {
  it.each(TABLE)(
    '%s after %i failures, holding the queue: %s',
    (kind, failures, holds, expected) => {
      expect(decide(error(kind, { holdsQueue: holds }), failures, 4)).toEqual(expected);
    },
  );

  it('passes on how long the error asks to wait', () => {
    const decision = decide(error('transient', { retryAfterMs: 7000 }), 1, 4);
    expect(decision).toEqual({ action: 'retry', retryAfterMs: 7000, counts: true });
  });

  it.each(['transient', 'unknown-outcome'] as const)(
    'lets a %s error that spares the attempt come back for ever',
    (disposition) => {
      const patient = new AppError({ code: 'X', message: 'x', disposition, sparesAttempt: true });
      expect(decide(patient, 99, 4)).toEqual({ action: 'retry', retryAfterMs: 0, counts: false });
    },
  );

  it.each([
    ['fewer attempts when the error asks for fewer', 2, 2, BURY],
    ['the limit of the queue when the error asks for more', 9, 4, BURY],
    ['another attempt below both', 3, 2, RETRY],
  ])('grants %s', (_situation, maxAttempts, failures, expected) => {
    expect(decide(error('transient', { maxAttempts }), failures, 4)).toEqual(expected);
  });

  it('refuses a disposition outside the type', () => {
    const strange = error('odd' as Disposition);
    expect(() => decide(strange, 1, 4)).toThrow('A value outside its type was met');
  });
});
