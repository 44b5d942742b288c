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

/** The identity of a change at the bank: one key per operation on one business object. */
export interface ChangingCall {
  readonly operation: string;
  /** Our id of what is changed, for example the payout. */
  readonly businessId: string;
  readonly key: IdempotencyKey;
}

/**
 * The same call for the same operation, object and occasion, in every process and after every crash;
 * the key is also written to the journal before the first send.
 * @param occasion tells one wish to do it from another, for example the command's id: a wish that the
 * bank refused may be made again under a new key
 */
export function changingCall(operation: string, businessId: string, occasion = ''): ChangingCall {
  const key = deterministicId('tbank', operation, businessId, occasion) as IdempotencyKey;
  return { operation, businessId, key };
}

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
