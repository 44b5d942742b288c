import { isJsonObject, type JsonObject } from '@lk/kernel';
import { type AxiosError } from 'axios';
import { isServerFault, kindOf, retryAfterMs } from './failure-kinds';
import {
  type CallFacts,
  TBankAuthError,
  type TBankError,
  TBankRateLimitError,
  TBankRepeatRefusedError,
  TBankUnavailableError,
  TBankUnknownOutcomeError,
  TBankValidationError,
} from './tbank-errors';

export interface FailedCall {
  readonly operation: string;
  readonly requestId: string;
  readonly changes: boolean;
  /** An earlier attempt may have carried the change out. */
  readonly mayHaveBeenDone?: boolean;
}

const CODE = /^[A-Z][A-Z0-9_]{1,49}$/;
/** No code has a number like that; an INN, a phone and an account do. */
const LONG_NUMBER = /\d{5}/;

/** The bank's code, unless it could be anything else than a code. */
function bankErrorCode(answer: unknown): string | undefined {
  const code = isJsonObject(answer) ? answer.errorCode : undefined;
  if (typeof code !== 'string' || !CODE.test(code) || LONG_NUMBER.test(code)) return undefined;
  return code;
}

function errorDetails(answer: unknown): JsonObject | undefined {
  const details = isJsonObject(answer) ? answer.errorDetails : undefined;
  return isJsonObject(details) ? details : undefined;
}

/** An axios failure in our terms. The axios error itself holds headers and bodies, so it is not kept. */
export function classifyFailure(error: AxiosError, call: FailedCall): TBankError {
  const answer: unknown = error.response?.data;
  const facts: CallFacts = {
    operation: call.operation,
    requestId: call.requestId,
    httpStatus: error.response?.status,
    bankErrorCode: bankErrorCode(answer),
    retryAfterMs: retryAfterMs(error),
    mayHaveBeenDone: call.changes && (call.mayHaveBeenDone === true || isServerFault(error)),
  };
  switch (kindOf(error)) {
    case 'rate-limit':
      return new TBankRateLimitError(facts);
    case 'validation':
      return call.changes && call.mayHaveBeenDone
        ? new TBankRepeatRefusedError(facts)
        : new TBankValidationError(facts, errorDetails(answer));
    case 'auth':
      return new TBankAuthError(facts);
    case 'unavailable':
      return new TBankUnavailableError(facts);
    case 'lost':
      return call.changes ? new TBankUnknownOutcomeError(facts) : new TBankUnavailableError(facts);
  }
}
