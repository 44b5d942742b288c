import { AppError, type Disposition, type JsonObject } from '@lk/kernel';

/** What is known of a failed call; safe to log and to store. */
export interface CallFacts {
  /** Our name of the method, for example `payments.create`. */
  readonly operation: string;
  readonly requestId: string;
  readonly httpStatus?: number;
  /** The bank's own code, only when it looks like one. */
  readonly bankErrorCode?: string;
  readonly retryAfterMs?: number;
  /** A changing call: an attempt before this answer may have been carried out. */
  readonly mayHaveBeenDone?: boolean;
  readonly cause?: unknown;
}

interface Kind {
  readonly code: string;
  readonly message: string;
  readonly disposition: Disposition;
  readonly holdsQueue?: boolean;
  readonly sparesAttempt?: boolean;
  readonly maxAttempts?: number;
}

/** The base of everything a bank call can fail with. Never holds a body of a request or an answer. */
export abstract class TBankError extends AppError {
  readonly httpStatus: number | undefined;
  readonly bankErrorCode: string | undefined;
  /** The bank may have carried out the change in spite of this failure. */
  readonly mayHaveBeenDone: boolean;

  protected constructor(kind: Kind, facts: CallFacts, details: Record<string, string> = {}) {
    const { operation, requestId, httpStatus = null, bankErrorCode = null } = facts;
    super({
      ...kind,
      cause: facts.cause,
      retryAfterMs: facts.retryAfterMs,
      safeDetails: { operation, requestId, httpStatus, bankErrorCode, ...details },
    });
    this.httpStatus = facts.httpStatus;
    this.bankErrorCode = facts.bankErrorCode;
    this.mayHaveBeenDone = facts.mayHaveBeenDone ?? false;
  }
}

/** 429: nothing was done. */
export class TBankRateLimitError extends TBankError {
  constructor(facts: CallFacts) {
    super(
      { code: 'BANK_RATE_LIMIT', message: 'The bank asks to slow down', disposition: 'transient' },
      facts,
    );
  }
}

/** 400, 422 and other refusals: final, the bank did nothing. */
export class TBankValidationError extends TBankError {
  /**
   * The bank's own account of what is wrong. It may quote the request, so it is not enumerable and
   * reaches neither logs nor dead letters by itself: who reads it answers for where it goes.
   */
  declare readonly errorDetails: JsonObject | undefined;

  constructor(facts: CallFacts, errorDetails?: JsonObject) {
    super(
      { code: 'BANK_REFUSED', message: 'The bank refused the request', disposition: 'permanent' },
      facts,
    );
    Object.defineProperty(this, 'errorDetails', { value: errorDetails, enumerable: false });
  }
}

/** 401, 403: token, certificate, address or rights; every call will fail until a person acts. */
export class TBankAuthError extends TBankError {
  constructor(facts: CallFacts) {
    super(
      {
        code: 'BANK_AUTH',
        message: 'The bank does not accept our credentials',
        disposition: 'invariant',
      },
      facts,
    );
  }
}

/** 5xx, or no connection: the same request may be repeated with the same key. */
export class TBankUnavailableError extends TBankError {
  constructor(
    private readonly facts: CallFacts,
    holdsQueue = false,
  ) {
    super(
      {
        code: 'BANK_UNAVAILABLE',
        message: 'The bank cannot be reached',
        disposition: 'transient',
        holdsQueue,
      },
      facts,
    );
  }

  /** The same while the breaker is open: no fault of this message, so it waits and burns no attempt. */
  duringOutage(): TBankUnavailableError {
    return new TBankUnavailableError(this.facts, true);
  }
}

const OUTCOME_UNKNOWN: Kind = {
  code: 'BANK_OUTCOME_UNKNOWN',
  message: 'The request was sent and its answer lost, the bank may have carried it out',
  disposition: 'unknown-outcome',
  sparesAttempt: true,
};

/**
 * A changing request was sent and its answer lost: the bank may have done it. It is looked up and
 * repeated on a schedule of its own, so it burns no attempts of the message.
 */
export class TBankUnknownOutcomeError extends TBankError {
  constructor(facts: CallFacts, kind: Kind = OUTCOME_UNKNOWN) {
    super(kind, { ...facts, mayHaveBeenDone: true });
  }
}

/**
 * The repeat of a change whose first outcome is unknown was refused. That proves nothing about the
 * first: the bank may refuse now because it has done it.
 */
export class TBankRepeatRefusedError extends TBankUnknownOutcomeError {
  constructor(facts: CallFacts) {
    super(facts, {
      code: 'REPEAT_REFUSED',
      message: 'The bank refused the repeat of a request whose outcome is unknown',
      disposition: 'unknown-outcome',
      sparesAttempt: true,
    });
  }
}

/**
 * Looked up and repeated for as long as is reasonable, and the bank still shows nothing: whether it was
 * done is for a person to find out. Never called failed without the bank's word.
 */
export class TBankOutcomeUndecidedError extends TBankUnknownOutcomeError {
  constructor(facts: CallFacts) {
    super(facts, {
      code: 'BANK_OUTCOME_UNDECIDED',
      message: 'The outcome of a change stayed unknown, a person must decide',
      disposition: 'unknown-outcome',
      maxAttempts: 1,
    });
  }
}

/** A change that must not run beside this one is under way, or its outcome is unknown. */
export class TBankCallPendingError extends TBankError {
  constructor(facts: CallFacts) {
    super(
      {
        code: 'BANK_CALL_PENDING',
        message: 'Another change about the same deal or recipient has no known outcome yet',
        disposition: 'transient',
        sparesAttempt: true,
      },
      facts,
    );
  }
}

/** The breaker is open: nothing was sent, the message waits where it is. */
export class TBankCircuitOpenError extends TBankError {
  constructor(facts: CallFacts) {
    super(
      {
        code: 'BANK_CIRCUIT_OPEN',
        message: 'Calls to the bank are paused after repeated failures',
        disposition: 'transient',
        holdsQueue: true,
      },
      facts,
    );
  }
}

/** The answer is not what the contract says. Names the field, never its value. */
export class TBankContractError extends TBankError {
  constructor(
    facts: CallFacts,
    readonly field: string,
  ) {
    super(
      {
        code: 'BANK_CONTRACT',
        message: 'The answer of the bank lacks a field or has a wrong one',
        disposition: 'invariant',
      },
      facts,
      { field },
    );
  }
}
