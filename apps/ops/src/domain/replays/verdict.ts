import { type LetterStatus } from '../letter-status';
import { type ItemVerdict } from './job';

/** What an owner said of a message. */
export interface Handled {
  readonly status: 'handled' | 'completed' | 'rejected' | 'failed';
  readonly errorCode: string | null;
}

/** What is known of a letter before it is sent. */
export interface KnownOfLetter {
  readonly status: LetterStatus;
  /** False: its bytes do not open. */
  readonly readable: boolean;
  /** False: no owner takes its id, so nobody can say whether it took effect. */
  readonly canBeAsked: boolean;
  /** False: nobody reads such messages. */
  readonly hasTarget: boolean;
  /** Undefined: some owner did not answer. Empty: it took no effect anywhere. */
  readonly handled: readonly Handled[] | undefined;
  /** How many owners there are to handle it. */
  readonly owners: number;
  /** The bank may have carried out a change of the same payout, deal or person. */
  readonly outcomeUnknown: boolean;
}

export interface Judgement {
  readonly verdict: ItemVerdict;
  /** Why not, for whom the verdict is not enough. */
  readonly code?: string;
}

/**
 * Whether a message may be sent again. The order matters: what is decided stays so whatever the bank
 * or an owner might say, and only what is certainly not done may be sent.
 */
export function judge(letter: KnownOfLetter): Judgement {
  if (letter.status !== 'open') return { verdict: 'not-open', code: 'NOT_OPEN' };
  if (!letter.hasTarget) return { verdict: 'not-replayable', code: 'NO_CONSUMER' };
  if (!letter.readable) return { verdict: 'unreadable', code: 'DATA_UNREADABLE' };
  if (!letter.canBeAsked) return { verdict: 'not-replayable', code: 'BAD_ID' };
  if (!letter.handled) return { verdict: 'owner-silent', code: 'OWNER_UNAVAILABLE' };
  const refusal = letter.handled.find(({ status }) => status === 'rejected' || status === 'failed');
  // A finished command only repeats its answer: sending it again would be a replay without effect.
  if (refusal) return { verdict: 'not-replayable', code: refusal.errorCode ?? 'COMMAND_REJECTED' };
  if (letter.handled.length >= letter.owners) return { verdict: 'already-done' };
  if (letter.outcomeUnknown) return { verdict: 'outcome-unknown', code: 'BANK_OUTCOME_UNKNOWN' };
  return { verdict: 'replay' };
}
