import { canonicalJson, deterministicId } from '@lk/kernel';
import { type MissingFact } from './finding';

/**
 * The id of the event that tells a fact: the same in every run, so that two runs tell it once. Only
 * what tells one fact from another is in it: an amount that the bank corrects is no second fact.
 */
export function factEventId({ type, data }: MissingFact): string {
  const { dealId, paymentId, recipientId, receiptId } = data;
  const identity = paymentId === undefined ? { dealId, recipientId, receiptId } : { paymentId };
  return deterministicId('reconciliation', type, canonicalJson(identity));
}
