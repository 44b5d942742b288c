import { createHmac, randomUUID } from 'node:crypto';
import { CANARY, CANARY_NAME, CANARY_TEXT, canaryInn } from './canaries';

/** A body with its signature, or with what stands in its place. */
export interface SentWebhook {
  readonly body: string | Buffer;
  readonly signature?: string;
}

const PERSONAL = {
  lastName: CANARY.surname,
  firstName: CANARY.firstNameLatin,
  inn: canaryInn(1),
  comment: CANARY_TEXT,
};

export const signatureOf = (body: string | Buffer, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

const envelope = (type: string, data: object, id: string = randomUUID()): string =>
  JSON.stringify({ id, type, createdAt: new Date(), data, lastName: CANARY.surname });

/** Events of real records, with personal data wherever the bank is free to write. */
export function eventsAbout(ids: {
  readonly dealId: string;
  readonly paymentId: string;
  readonly beneficiaryId: string;
}): string[] {
  const { dealId, paymentId, beneficiaryId: recipientId } = ids;
  const failure = { errorCode: CANARY_NAME, errorMessage: CANARY_TEXT, ...PERSONAL };
  const payout = { dealId, paymentId, recipientId };
  return [
    envelope('payment.failed', { dealId, paymentId: randomUUID(), ...failure }),
    envelope('payout.failed', { ...payout, ...failure }),
    envelope('payout.initiated', { ...payout, ...PERSONAL }),
    envelope('deal.cancelled', { dealId, reason: CANARY_TEXT, ...PERSONAL }),
    envelope('receipt.ready', {
      ...PERSONAL,
      receiptId: randomUUID(),
      amount: 1,
      url: `https://receipts.test/${canaryInn(1)}/${encodeURIComponent(CANARY.surname)}`,
    }),
    envelope('receipt.cancelled', { ...PERSONAL, receiptId: randomUUID() }),
    envelope('receipt.cancelled', { ...PERSONAL, inn: canaryInn(96) }),
  ];
}

/** Types of the bank with a canary in place of a right value, and records that nobody has. */
function wrongEvents(): string[] {
  const wrong = [CANARY_TEXT, Number(canaryInn(99)), { [CANARY_NAME]: CANARY_TEXT }];
  return [
    ...wrong.flatMap((value) => [
      envelope('payment.completed', { dealId: randomUUID(), amount: value }),
      envelope('payout.completed', { recipientId: { value }, ...PERSONAL }),
      envelope('receipt.ready', { inn: { value }, receiptId: randomUUID() }),
      envelope('deal.cancelled', { dealId: randomUUID(), reason: { value } }),
    ]),
    envelope('payment.completed', { dealId: randomUUID(), ...PERSONAL }),
    envelope('payout.completed', { recipientId: randomUUID(), ...PERSONAL }),
    envelope('payout.failed', { recipientId: randomUUID(), errorMessage: CANARY_TEXT }),
    envelope('receipt.cancelled', { inn: CANARY_NAME }),
  ];
}

/** Signed, and not to be understood: kept in quarantine. */
function notUnderstood(): (string | Buffer)[] {
  const reused = randomUUID();
  return [
    CANARY_TEXT,
    `{"type":"${CANARY_NAME}","data":{}}`,
    `{"id":"x","type":"payment.completed","data":"${CANARY_TEXT}"}`,
    `{"id":"x","${CANARY.surname}":1,"${CANARY.surname}":2}`,
    `{"id":{"name":"${CANARY_NAME}"},"type":"deal.created","data":{}}`,
    Buffer.from(`{"lastName":"${CANARY.surnameLatin}\xff"}`, 'latin1'),
    envelope('person.renamed', PERSONAL, reused),
    envelope('person.renamed', { ...PERSONAL, comment: 'another' }, reused),
  ];
}

/** Everything that can come to the door of the ingress, but the events of {@link eventsAbout}. */
export function strangeWebhooks(): SentWebhook[] {
  const sign = (body: string | Buffer, secret: string = CANARY.webhookSecret): SentWebhook => {
    return { body, signature: signatureOf(body, secret) };
  };
  const forged = envelope('payment.completed', PERSONAL);
  return [
    ...[...wrongEvents(), ...notUnderstood()].map((body) => sign(body)),
    sign(envelope('person.married', PERSONAL), CANARY.formerWebhookSecret),
    sign(forged, CANARY.wrongToken),
    { body: forged },
    { body: forged, signature: CANARY.webhookSecret },
    { body: forged, signature: `${CANARY.surnameLatin} ${canaryInn(99)}` },
    sign(CANARY_TEXT.repeat(1500)),
  ];
}
