import { beneficiarySubject, type ChangingCall, changingCall, dealSubject } from '@lk/tbank-client';
import { type PayoutEntity } from '../adapters/payout.entities';

/**
 * The identity of a payout's payment at the bank. While its outcome is unknown nothing else is paid to
 * the recipient, and the deal cannot be changed.
 */
export function paymentCall(
  { payoutId, dealId, externalRecipientId }: PayoutEntity,
  check?: () => Promise<void>,
): ChangingCall {
  return changingCall('payments.create', payoutId, {
    exclusive: [beneficiarySubject(externalRecipientId)],
    shared: [dealSubject(dealId)],
    check,
  });
}
