import {
  type ReceiptsSide,
  ReceiptSideLookup,
  type SelfEmployedSide,
  SelfEmployedSideQuery,
  type SidePage,
} from '@lk/contracts';
import { InternalTokenGuard, strictValidation } from '@lk/platform';
import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { SelfEmployedSideRepository } from './self-employed-side.repository';

/** Our side of the comparison with the bank, read by reconciliation. */
@Controller('reconciliation/self-employed')
@UseGuards(InternalTokenGuard)
export class SelfEmployedSidesController {
  constructor(private readonly sides: SelfEmployedSideRepository) {}

  @Get()
  page(@Query(strictValidation) query: SelfEmployedSideQuery): Promise<SidePage<SelfEmployedSide>> {
    return this.sides.page(query);
  }

  /** A POST: a thousand ids are too long for an address. */
  @Post('receipts')
  @HttpCode(200)
  async receipts(
    @Body(strictValidation) { selfEmployedIds }: ReceiptSideLookup,
  ): Promise<{ items: readonly ReceiptsSide[] }> {
    return { items: await this.sides.receipts(selfEmployedIds) };
  }
}
