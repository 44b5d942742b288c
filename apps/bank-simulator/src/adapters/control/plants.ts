import { contractViolation } from '../../domain/bank-refusal';
import { ACCOUNT_NUMBER, BodyReader, PERSON_INN } from '../../domain/body-reader';
import { DEAL_STATUSES } from '../../domain/deal';
import { HIDDEN_FROM } from '../../domain/hidden';
import { PAYMENT_STATUSES } from '../../domain/payments';
import { type Plant } from '../../domain/planting';
import { RECIPIENT_STATUSES, SELF_EMPLOYED_STATUSES } from '../../domain/recipient-status';

const RECEIPT_STATUSES = ['REGISTERED', 'CANCELLED'] as const;
const NOWHERE = 'nowhere';

type Readers = { [Op in Plant['op']]: (reader: BodyReader) => Extract<Plant, { op: Op }> };

const READERS: Readers = {
  deal: (reader) => ({
    op: 'deal',
    dealId: reader.optionalText('dealId'),
    accountNumber: reader.text('accountNumber', { pattern: ACCOUNT_NUMBER }),
    status: reader.oneOf('status', DEAL_STATUSES),
  }),
  'set-deal': (reader) => ({
    op: 'set-deal',
    dealId: reader.text('dealId'),
    status: reader.optionalOneOf('status', DEAL_STATUSES),
    hiddenFrom: hiddenFromOf(reader),
  }),
  payment: (reader) => ({
    op: 'payment',
    paymentId: reader.optionalText('paymentId'),
    status: reader.oneOf('status', PAYMENT_STATUSES),
    beneficiaryId: reader.text('beneficiaryId'),
    accountNumber: reader.text('accountNumber', { pattern: ACCOUNT_NUMBER }),
    amountKopecks: reader.kopecks('amount'),
    purpose: reader.optionalText('purpose') ?? 'Planted',
    dealId: reader.optionalText('dealId'),
  }),
  'set-payment': (reader) => ({
    op: 'set-payment',
    paymentId: reader.text('paymentId'),
    status: reader.optionalOneOf('status', PAYMENT_STATUSES),
    amountKopecks: reader.optionalKopecks('amount'),
    beneficiaryId: reader.optionalText('beneficiaryId'),
    hiddenFrom: hiddenFromOf(reader),
  }),
  'duplicate-payment': (reader) => ({
    op: 'duplicate-payment',
    paymentId: reader.text('paymentId'),
  }),
  receipt: (reader) => ({
    op: 'receipt',
    receiptId: reader.optionalText('receiptId'),
    inn: reader.text('inn', { pattern: PERSON_INN }),
    amountKopecks: reader.kopecks('amount'),
    status: reader.optionalOneOf('status', RECEIPT_STATUSES) ?? 'REGISTERED',
    paymentId: reader.optionalText('paymentId'),
    dealId: reader.optionalText('dealId'),
  }),
  'set-receipt': (reader) => ({
    op: 'set-receipt',
    receiptId: reader.text('receiptId'),
    status: reader.oneOf('status', RECEIPT_STATUSES),
  }),
  'set-person': (reader) => ({
    op: 'set-person',
    inn: reader.text('inn', { pattern: PERSON_INN }),
    status: reader.oneOf('status', RECIPIENT_STATUSES),
    selfEmployedStatus: reader.optionalOneOf('selfEmployedStatus', SELF_EMPLOYED_STATUSES),
  }),
};

const OPS = Object.keys(READERS) as Plant['op'][];

/** The body of `POST /_sim/plants`, read as a whole before anything is planted. */
export function plantsOf(body: unknown): Plant[] {
  const plants = new BodyReader(body).optionalList('plants');
  if (!plants) throw contractViolation('plants', 'array');
  return plants.map((value, index) => {
    const reader = new BodyReader(value, `plants[${index}].`);
    return READERS[reader.oneOf('op', OPS)](reader);
  });
}

function hiddenFromOf(reader: BodyReader) {
  const word = reader.optionalOneOf('hiddenFrom', [...HIDDEN_FROM, NOWHERE] as const);
  return word === NOWHERE ? null : word;
}
