import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type Origin } from '../../domain/bank-context';
import { ACCOUNT_NUMBER, BodyReader } from '../../domain/body-reader';
import { pageOf } from '../../domain/page';
import { SimulatorState } from '../simulator-state';
import { BankController, BankMethod, RequestOrigin } from './bank-controller.decorator';
import { pageRequestOf, type Query as QueryOf } from './query';
import { wireDeal, wireStep } from './wire';

@BankController('api/v1/nominal-accounts/deals')
export class DealsController {
  constructor(private readonly state: SimulatorState) {}

  @Post()
  @BankMethod('deals', 'required')
  create(@Body() body: unknown, @RequestOrigin() origin: Origin) {
    const accountNumber = new BodyReader(body).text('accountNumber', { pattern: ACCOUNT_NUMBER });
    return wireDeal(this.state.bank.deals.create(accountNumber, origin));
  }

  @Get()
  @BankMethod('deals')
  list(@Query() query: QueryOf) {
    return pageOf(this.state.bank.deals.listed(), this.page(query), wireDeal);
  }

  @Get(':dealId')
  @BankMethod('deals')
  get(@Param('dealId') dealId: string) {
    return wireDeal(this.state.bank.deals.get(dealId));
  }

  @Post(':dealId/accept')
  @HttpCode(200)
  @BankMethod('deals', 'honoured')
  accept(@Param('dealId') dealId: string, @RequestOrigin() origin: Origin) {
    this.state.bank.deals.accept(dealId, origin);
    return {};
  }

  @Post(':dealId/cancel')
  @HttpCode(200)
  @BankMethod('deals', 'honoured')
  cancel(@Param('dealId') dealId: string, @RequestOrigin() origin: Origin) {
    this.state.bank.deals.cancel(dealId, origin);
    return {};
  }

  @Post(':dealId/steps')
  @BankMethod('steps', 'required')
  addStep(@Param('dealId') dealId: string, @Body() body: unknown, @RequestOrigin() origin: Origin) {
    const description = new BodyReader(body).text('description', { min: 3, max: 4096 });
    return wireStep(dealId, this.state.bank.deals.addStep(dealId, description, origin));
  }

  @Get(':dealId/steps')
  @BankMethod('steps')
  listSteps(@Param('dealId') dealId: string, @Query() query: QueryOf) {
    const { steps } = this.state.bank.deals.get(dealId);
    return pageOf(steps, this.page(query), (step) => wireStep(dealId, step));
  }

  @Get(':dealId/steps/:stepId')
  @BankMethod('steps')
  getStep(@Param('dealId') dealId: string, @Param('stepId') stepId: string) {
    return wireStep(dealId, this.state.bank.deals.getStep(dealId, stepId));
  }

  private page(query: QueryOf) {
    return pageRequestOf(query, this.state.settings.maxPageLimit);
  }
}
