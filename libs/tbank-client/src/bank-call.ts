import { deterministicId } from '@lk/kernel';

/** Calls that the bank counts together against one limit. */
export type MethodGroup =
  | 'deals'
  | 'steps'
  | 'payments'
  | 'self-employed.recipients'
  | 'self-employed.list'
  | 'self-employed.receipts';

/** Who goes first when the bank's budget is short. */
export type CallPriority = 'payment' | 'command' | 'look-up' | 'reconciliation';

declare const keyBrand: unique symbol;
/** Only {@link changingCall} makes one, so no changing method can be called without. */
export type IdempotencyKey = string & { readonly [keyBrand]: true };

/** What a change is about; while one is under way or unknown, others about the same wait. */
export interface CallSubjects {
  /** Nothing else about these meanwhile, for example the deal that is cancelled. */
  readonly exclusive?: readonly string[];
  /** Others that share these may run beside it, for example payouts of one deal. */
  readonly shared?: readonly string[];
}

/** The identity of a change at the bank: one key per operation on one business object. */
export interface ChangingCall extends CallSubjects {
  readonly operation: string;
  /** Our id of what is changed, for example the payout. */
  readonly businessId: string;
  readonly key: IdempotencyKey;
  /**
   * Asked when it is written down, so that no other change of its subjects can begin, and nothing of it
   * can be at the bank yet. Throws when it is not wanted any more: then it is not sent.
   */
  readonly check?: () => Promise<void>;
}

export interface ChangingCallOptions extends CallSubjects {
  /**
   * Tells one wish to do it from another, for example the command's id: a wish that the bank refused
   * may be made again under a new key.
   */
  readonly occasion?: string;
  /** See {@link ChangingCall.check}. */
  readonly check?: () => Promise<void>;
}

/**
 * The same call for the same operation, object and occasion, in every process and after every crash;
 * the key is also written to the journal before the first send.
 */
export function changingCall(
  operation: string,
  businessId: string,
  { occasion = '', exclusive, shared, check }: ChangingCallOptions = {},
): ChangingCall {
  const key = deterministicId('tbank', operation, businessId, occasion) as IdempotencyKey;
  return { operation, businessId, key, exclusive, shared, check };
}

/** The subject that all changes of one deal are about. */
export const dealSubject = (dealId: string): string => `deal:${dealId}`;

/** The subject that all payments to one beneficiary of the bank are about. */
export const beneficiarySubject = (beneficiaryId: string): string => `beneficiary:${beneficiaryId}`;

/** One request as the transport sends it. */
export interface BankRequest {
  readonly operation: string;
  readonly group: MethodGroup;
  readonly priority: CallPriority;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  /** Present on every call that changes something. */
  readonly change?: ChangingCall;
  /** The bank counts it even when its answer is lost: repeated only when surely not served. */
  readonly servedOnce?: boolean;
}
