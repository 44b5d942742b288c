import { Body, HttpCode, Post } from '@nestjs/common';
import { type Origin } from '../../domain/bank-context';
import { contractViolation } from '../../domain/bank-refusal';
import { BodyReader, PERSON_INN } from '../../domain/body-reader';
import { type ReceiptFilter } from '../../domain/receipts';
import { type RecipientFilter, type SelfEmployedApplication } from '../../domain/self-employed';
import { SimulatorState } from '../simulator-state';
import { BankController, BankMethod, RequestOrigin } from './bank-controller.decorator';
import { wireCreatedRecipient, wireListedRecipient, wireReceipt } from './wire';

/** Default and maximum at once; the answer has no total, a short page is the last one. */
const LIST_LIMIT = 900;

@BankController('api/v1/self-employed')
export class SelfEmployedController {
  constructor(private readonly state: SimulatorState) {}

  @Post('recipients')
  @BankMethod('self-employed.recipients', 'required')
  add(@Body() body: unknown, @RequestOrigin() origin: Origin) {
    const recipient = this.state.bank.selfEmployed.add(applicationOf(body), origin);
    this.state.timers.activate(recipient.id);
    return wireCreatedRecipient(recipient);
  }

  @Post('recipients/list')
  @HttpCode(200)
  @BankMethod('self-employed.list')
  list(@Body() body: unknown) {
    const reader = new BodyReader(body ?? {});
    const offset = reader.optionalNumber('offset', { min: 0, max: 2 ** 31 - 1 }) ?? 0;
    const limit = reader.optionalNumber('limit', { min: 1, max: LIST_LIMIT }) ?? LIST_LIMIT;
    const found = this.state.bank.selfEmployed.list(recipientFilterOf(reader));
    return { recipients: found.slice(offset, offset + limit).map(wireListedRecipient) };
  }

  @Post('receipts')
  @HttpCode(200)
  @BankMethod('self-employed.receipts')
  receipts(@Body() body: unknown) {
    return { receipts: this.state.bank.receipts.list(receiptFilterOf(body)).map(wireReceipt) };
  }
}

function applicationOf(body: unknown): SelfEmployedApplication {
  const reader = new BodyReader(body);
  const bankInfo = reader.object('bankInfo');
  const phone = reader.has('mobileNumber') ? 'mobileNumber' : 'phone';
  return {
    correlationId: reader.optionalText('correlationId', { max: 64 }),
    firstName: reader.text('firstName', { max: 100 }),
    lastName: reader.text('lastName', { max: 100 }),
    middleName: reader.optionalText('middleName', { max: 100 }),
    inn: reader.text('inn', { pattern: PERSON_INN }),
    mobileNumber: reader.optionalText(phone, { max: 50 }),
    bankInfo: {
      accountNumber: bankInfo.text('accountNumber', { pattern: /^\d{20}$/ }),
      bankBic: bankInfo.text('bankBic', { pattern: /^\d{9}$/ }),
    },
  };
}

function recipientFilterOf(reader: BodyReader): RecipientFilter {
  return {
    inn: reader.optionalList('inn')?.map(String),
    recipientIds: reader.optionalList('recipientIds')?.map(Number),
    status: reader.optionalList('status')?.map(String),
    selfEmployedStatus: reader.optionalList('selfEmployedStatus')?.map(String),
  };
}

function receiptFilterOf(body: unknown): ReceiptFilter {
  const reader = new BodyReader(body);
  const inn = reader.optionalText('inn', { pattern: PERSON_INN });
  const dealId = reader.optionalText('dealId', { max: 64 });
  if (inn === undefined && dealId === undefined) {
    throw contractViolation('inn', 'required, unless dealId is given');
  }
  return { inn, dealId, from: dateOf(reader, 'from'), to: dateOf(reader, 'to') };
}

/** A date alone means the whole day, so as an upper bound it reaches to the day's end. */
function dateOf(reader: BodyReader, name: 'from' | 'to'): Date | undefined {
  const text = reader.optionalText(name, { max: 40 });
  if (text === undefined) return undefined;
  const wholeDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const date = new Date(wholeDay && name === 'to' ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(date.getTime())) throw contractViolation(name, 'ISO 8601 date or date-time');
  return date;
}
