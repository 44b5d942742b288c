import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { type Origin } from '../../domain/bank-context';
import { ACCOUNT_NUMBER, BodyReader } from '../../domain/body-reader';
import { pageOf } from '../../domain/page';
import { type PaymentOrder } from '../../domain/payments';
import { SimulatorState } from '../simulator-state';
import { BankController, BankMethod, RequestOrigin } from './bank-controller.decorator';
import { pageRequestOf, type Query as QueryOf } from './query';
import { wirePayment } from './wire';

@BankController('api/v1/nominal-accounts/payments')
export class PaymentsController {
  constructor(private readonly state: SimulatorState) {}

  @Post()
  @BankMethod('payments', 'required')
  create(@Body() body: unknown, @RequestOrigin() origin: Origin) {
    const payment = this.state.bank.payments.create(paymentOrderOf(body), origin);
    this.state.timers.settle(payment.paymentId);
    return wirePayment(payment);
  }

  @Get()
  @BankMethod('payments')
  list(@Query() query: QueryOf) {
    const { beneficiaryId, dealId, accountNumber } = query;
    const found = this.state.bank.payments.list({ beneficiaryId, dealId, accountNumber });
    const page = pageRequestOf(query, this.state.settings.maxPageLimit);
    return pageOf(found, page, wirePayment);
  }

  @Get(':paymentId')
  @BankMethod('payments')
  get(@Param('paymentId') paymentId: string) {
    return wirePayment(this.state.bank.payments.get(paymentId));
  }
}

function paymentOrderOf(body: unknown): PaymentOrder {
  const reader = new BodyReader(body);
  reader.oneOf('type', ['REGULAR'] as const);
  return {
    beneficiaryId: reader.text('beneficiaryId', { max: 64 }),
    accountNumber: reader.text('accountNumber', { pattern: ACCOUNT_NUMBER }),
    amountKopecks: reader.kopecks('amount'),
    purpose: reader.text('purpose', { max: 210 }),
    bankDetailsId: reader.optionalText('bankDetailsId', { max: 64 }),
    dealId: reader.optionalText('dealId', { max: 64 }),
  };
}
