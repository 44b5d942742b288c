import { Body, HttpCode, Param, Post } from '@nestjs/common';
import { BankRefusal } from '../../domain/bank-refusal';
import { BodyReader, PERSON_INN } from '../../domain/body-reader';
import { type CustomerPayment, type Outcome } from '../../domain/incoming-payments';
import { type Settlement } from '../../domain/payments';
import {
  RECIPIENT_STATUSES,
  type RecipientStatus,
  SELF_EMPLOYED_STATUSES,
  type SelfEmployedStatus,
} from '../../domain/recipient-status';
import { SimController } from '../http/bank-controller.decorator';
import { wireDeal, wireListedRecipient, wirePayment, wireReceipt } from '../http/wire';
import { SimulatorState } from '../simulator-state';

const OUTCOMES = ['completed', 'failed'] as const;

/** What happens at the bank without the client: customers pay, transfers settle, people decide. */
@SimController('_sim')
export class BankLifeController {
  constructor(private readonly state: SimulatorState) {}

  @Post('deals/:dealId/pay')
  @HttpCode(200)
  pay(@Param('dealId') dealId: string, @Body() body: unknown) {
    this.assertDeal(dealId);
    const { paymentId } = this.state.bank.incoming.pay(customerPaymentOf(dealId, body));
    return { paymentId };
  }

  @Post('deals/:dealId/complete')
  @HttpCode(200)
  complete(@Param('dealId') dealId: string) {
    this.assertDeal(dealId);
    this.state.bank.deals.complete(dealId);
    return wireDeal(this.state.bank.deals.get(dealId));
  }

  @Post('payouts/:paymentId/settle')
  @HttpCode(200)
  settle(@Param('paymentId') paymentId: string, @Body() body: unknown) {
    if (!this.state.bank.payments.find(paymentId)) throw notFound();
    return wirePayment(this.state.bank.payments.settle(paymentId, settlementOf(body)));
  }

  @Post('self-employed/:inn/activate')
  @HttpCode(200)
  activate(@Param('inn') inn: string) {
    return this.decide(inn, 'ACTIVE');
  }

  @Post('self-employed/:inn/block')
  @HttpCode(200)
  block(@Param('inn') inn: string) {
    return this.decide(inn, 'BLOCKED');
  }

  @Post('self-employed/:inn/status')
  @HttpCode(200)
  setStatus(@Param('inn') inn: string, @Body() body: unknown) {
    const reader = new BodyReader(body);
    const status = reader.oneOf('status', RECIPIENT_STATUSES);
    const own = reader.optionalOneOf('selfEmployedStatus', SELF_EMPLOYED_STATUSES);
    return this.decide(inn, status, own);
  }

  @Post('receipts/:receiptId/cancel')
  @HttpCode(200)
  cancelReceipt(@Param('receiptId') receiptId: string, @Body() body: unknown) {
    const inn = new BodyReader(body ?? {}).optionalText('inn', { pattern: PERSON_INN });
    return wireReceipt(this.state.bank.receipts.cancel(receiptId, inn));
  }

  private decide(inn: string, status: RecipientStatus, selfEmployedStatus?: SelfEmployedStatus) {
    const registry = this.state.bank.selfEmployed;
    const recipients = registry.setStatus(inn, status, selfEmployedStatus);
    return { recipients: recipients.map(wireListedRecipient) };
  }

  private assertDeal(dealId: string): void {
    if (!this.state.bank.deals.find(dealId)) throw notFound();
  }
}

/** Unlike the bank, the control surface tells an unknown id from a refusal. */
function notFound(): BankRefusal {
  return new BankRefusal(404, 'OBJECT_NOT_FOUND', 'Объект не найден');
}

function customerPaymentOf(dealId: string, body: unknown): CustomerPayment {
  const reader = new BodyReader(body ?? {});
  const amountKopecks = reader.optionalKopecks('amount');
  return { dealId, amountKopecks, ...outcomeOf(reader) };
}

function settlementOf(body: unknown): Settlement {
  return outcomeOf(new BodyReader(body ?? {}));
}

function outcomeOf(reader: BodyReader) {
  const outcome: Outcome = reader.optionalOneOf('outcome', OUTCOMES) ?? 'completed';
  const errorCode = reader.optionalText('errorCode', { max: 50 });
  const errorMessage = reader.optionalText('errorMessage', { max: 400 });
  return { outcome, errorCode, errorMessage };
}
