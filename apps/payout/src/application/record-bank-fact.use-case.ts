import { type AppError, permanentError, transientError } from '@lk/kernel';
import { type EventContext } from '@lk/messaging';
import { causeOf, EventHandling } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { type PayoutEntity } from '../adapters/payout.entities';
import { PayoutRepository } from '../adapters/payout.repository';
import { matchPayout, type PayoutReference } from '../domain/match-payout';
import { type PayoutFactKind } from '../domain/payout-state';
import { RefreshPayout } from './refresh-payout';

/** Our own commit, with the payment's id, may still be on its way: half a minute, then a person looks. */
const ATTEMPTS_FOR_UNKNOWN = 6;

/** The look-ups are minutes apart by then. */
const UNKNOWN_PAYMENT_RETRY_MS = 30_000;

const BANK_CODE = /^[A-Z][A-Z0-9_]{1,49}$/;

export interface BankPayoutFact {
  readonly kind: PayoutFactKind;
  readonly reference: PayoutReference;
  readonly errorCode?: string;
}

/** Adds what the bank told about a payout to what is known of it. */
@Injectable()
export class RecordBankFact {
  constructor(
    private readonly events: EventHandling,
    private readonly payouts: PayoutRepository,
    private readonly refresh: RefreshPayout,
  ) {}

  /** @throws AppError `ENTITY_NOT_FOUND` (transient), `AMBIGUOUS_RECIPIENT` (permanent) */
  async execute(context: EventContext, fact: BankPayoutFact): Promise<void> {
    await this.events.once(context, async (tx) => {
      const payout = await this.match(tx, context, fact.reference);
      const cause = causeOf(context);
      const { payoutId } = payout;
      const errorCode = BANK_CODE.test(fact.errorCode ?? '') ? (fact.errorCode ?? null) : null;
      const at = timeOf(context);
      await this.payouts.addFact(tx, {
        payoutId,
        kind: fact.kind,
        causeKind: cause.kind,
        causeId: cause.id,
        at,
        errorCode,
      });
      await this.refresh.execute(tx, payout, cause, context.message.traceparent);
    });
  }

  private async match(
    tx: Transaction,
    { message }: EventContext,
    reference: PayoutReference,
  ): Promise<PayoutEntity> {
    const mayAppear = await this.mayAppear(tx, message.failures, reference);
    const candidates = await this.payouts.candidates(tx, reference);
    const match = matchPayout(reference, candidates);
    const payout = 'found' in match ? await this.payouts.lock(tx, match.found.payoutId) : null;
    if (payout) return payout;
    if ('problem' in match && match.problem === 'AMBIGUOUS_RECIPIENT') {
      throw permanentError(
        'AMBIGUOUS_RECIPIENT',
        'The event does not tell which payout it is about',
      );
    }
    throw notFound(mayAppear);
  }

  /**
   * Usually our own commit is on its way. When it is not, a payment to the recipient may be looked for
   * at the bank, and the event may be about that one. Asked before the payouts are read: a payment
   * that becomes known in between is seen there.
   */
  private mayAppear(
    tx: Transaction,
    failures: number,
    { recipientId }: PayoutReference,
  ): Promise<boolean> {
    const isLast = failures + 1 >= ATTEMPTS_FOR_UNKNOWN;
    return isLast ? this.payouts.hasUnknownPayment(tx, recipientId) : Promise.resolve(false);
  }
}

/** The event waits as long as the search for a payment takes. */
function notFound(mayAppear: boolean): AppError {
  return mayAppear
    ? transientError('PAYMENT_NOT_KNOWN_YET', 'The payment of a payout is not known yet', {
        sparesAttempt: true,
        retryAfterMs: UNKNOWN_PAYMENT_RETRY_MS,
      })
    : transientError('ENTITY_NOT_FOUND', 'There is no such payout here', {
        maxAttempts: ATTEMPTS_FOR_UNKNOWN,
      });
}

function timeOf({ message }: EventContext): Date {
  const time = new Date(message.event.time);
  return Number.isNaN(time.getTime()) ? new Date() : time;
}
