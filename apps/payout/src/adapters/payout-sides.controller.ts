import { type PayoutSide, PayoutSideLookup, PayoutSideQuery, type SidePage } from '@lk/contracts';
import { InternalTokenGuard, strictValidation } from '@lk/platform';
import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { PayoutSideRepository } from './payout-side.repository';

/** Our side of the comparison with the bank, read by reconciliation. */
@Controller('reconciliation/payouts')
@UseGuards(InternalTokenGuard)
export class PayoutSidesController {
  constructor(private readonly sides: PayoutSideRepository) {}

  @Get()
  page(@Query(strictValidation) query: PayoutSideQuery): Promise<SidePage<PayoutSide>> {
    return this.sides.page(query);
  }

  /** A POST: a thousand ids are too long for an address. */
  @Post('lookup')
  @HttpCode(200)
  async lookup(
    @Body(strictValidation) { paymentIds }: PayoutSideLookup,
  ): Promise<{ items: readonly PayoutSide[] }> {
    return { items: await this.sides.findByPaymentIds(paymentIds) };
  }
}
