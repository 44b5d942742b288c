import { type Alert } from '@lk/platform';
import { type ChangingCall } from '../bank-call';
import {
  TBankCallPendingError,
  TBankCircuitOpenError,
  TBankError,
  TBankOutcomeUndecidedError,
  TBankUnknownOutcomeError,
} from '../errors/tbank-errors';
import { type BankCallJournal, type KnownOutcome } from '../journal/bank-call-journal';
import { lookUpDelayMs, nextStep, type OutcomePolicy } from './outcome-policy';

/** A change at the bank, and the way to find out what became of it. */
export interface BankChange<T> {
  readonly call: ChangingCall;
  /** The call itself, through the client; the same request at every repeat. */
  readonly send: () => Promise<T>;
  /** Asks the bank what it knows; undefined when it shows nothing of the change. */
  readonly lookUp: () => Promise<T | undefined>;
}

/**
 * The protocol of changes whose answer may be lost. What is known stands in the journal, the next try
 * is the message that comes back, so it continues after any crash:
 *
 *   first      send. An answer decides. A lost answer, a 5xx, an unreadable answer: unknown.
 *   unknown    look up. Shown: done. Not shown: repeat with the same key inside the window.
 *   too old    no repeat any more: a person is told, look-ups go on, and end in a dead letter; so do
 *              look-ups that fail, which repeat nothing.
 *
 * Only the bank's word decides: a refusal of a repeat is none, because it may refuse for having done it.
 */
export class BankChanges {
  constructor(
    private readonly journal: BankCallJournal,
    private readonly policy: OutcomePolicy,
    private readonly raise: (alert: Alert) => Promise<void>,
  ) {}

  /**
   * @throws TBankUnknownOutcomeError with the wait until the next look-up; TBankValidationError and
   * other TBankError when the bank surely did nothing
   */
  async perform<T>(change: BankChange<T>): Promise<T> {
    const known = await this.journal.find(change.call.key);
    return known?.uncertain ? this.resolve(change) : this.send(change, 0);
  }

  /** Whether the bank is known to have done it, though who asked may not have kept that yet. */
  isDone(operation: string, businessId: string): Promise<boolean> {
    return this.journal.isDone(operation, businessId);
  }

  /** The same of any call that shares this subject, such as the payments of a deal. */
  isDoneWithin(operation: string, subject: string): Promise<boolean> {
    return this.journal.isDoneWithin(operation, subject);
  }

  /** Whether only a person can end the doubt: the bank shows nothing, and there are no repeats any more. */
  async isForPersons({ key }: ChangingCall): Promise<boolean> {
    const known = await this.journal.find(key);
    return known?.isOpen === true && nextStep(this.policy, known.unknownForMs) !== 'repeat';
  }

  /** Ends the doubt by what the bank has told a person. What was not done is not sent again either. */
  async decide({ key }: ChangingCall, wasDone: boolean): Promise<void> {
    await (wasDone ? this.journal.settle(key) : this.journal.release(key));
  }

  private async resolve<T>(change: BankChange<T>): Promise<T> {
    const found = await this.lookUp(change);
    if (found !== undefined) {
      await this.journal.settle(change.call.key);
      return found;
    }
    const known = await this.journal.countLookUp(change.call.key);
    if (nextStep(this.policy, known.unknownForMs) === 'repeat') {
      return this.send(change, known.lookUps);
    }
    return this.stayUnknown(change.call, known);
  }

  /** Without another send: the next look-up, beside it a person when it is late, or the end of look-ups. */
  private async stayUnknown(
    call: ChangingCall,
    known: KnownOutcome,
    cause?: TBankError,
  ): Promise<never> {
    const step = nextStep(this.policy, known.unknownForMs);
    if (step !== 'repeat') await this.tellPerson(call, known);
    if (step === 'give-up') throw new TBankOutcomeUndecidedError(factsOf(call, cause));
    throw this.unknown(call, known.lookUps, cause);
  }

  /** A bank that cannot be asked leaves the outcome as unknown as it was. */
  private async lookUp<T>({ call, lookUp }: BankChange<T>): Promise<T | undefined> {
    try {
      return await lookUp();
    } catch (error) {
      if (!(error instanceof TBankError) || isOnlyWaiting(error)) throw error;
      return this.stayUnknown(call, await this.journal.countLookUp(call.key), error);
    }
  }

  private async send<T>({ call, send }: BankChange<T>, lookUps: number): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TBankError) || !error.mayHaveBeenDone) throw error;
      throw this.unknown(call, lookUps, error);
    }
  }

  private unknown(call: ChangingCall, lookUps: number, cause?: TBankError): TBankError {
    const retryAfterMs = lookUpDelayMs(this.policy, lookUps);
    const { httpStatus, bankErrorCode } = cause ?? {};
    const facts = { ...factsOf(call, cause), httpStatus, bankErrorCode, retryAfterMs, cause };
    return new TBankUnknownOutcomeError(facts);
  }

  /** Raised before it is remembered: twice is one alert, by its key; never is none. */
  private async tellPerson(
    { operation, businessId, key }: ChangingCall,
    { unknownForMs, alerted }: KnownOutcome,
  ): Promise<void> {
    if (alerted) return;
    const unknownForMinutes = Math.round(unknownForMs / 60_000);
    await this.raise({
      code: 'BANK_OUTCOME_UNDECIDED',
      severity: 'critical',
      summary: 'The bank does not show whether a change was carried out, a person must decide',
      dedupKey: `bank-outcome:${key}`,
      details: { operation, businessId, unknownForMinutes },
    });
    await this.journal.markAlerted(key);
  }
}

const isOnlyWaiting = (error: TBankError): boolean =>
  error instanceof TBankCircuitOpenError || error instanceof TBankCallPendingError;

function factsOf({ operation, key }: ChangingCall, cause?: TBankError) {
  const requestId = cause?.safeDetails.requestId;
  return { operation, requestId: typeof requestId === 'string' ? requestId : key };
}
