import { type DealSide, DealSideLookup, DealSideQuery, type SidePage } from '@lk/contracts';
import { isUuid } from '@lk/kernel';
import { InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { DealSideRepository } from './deal-side.repository';

/** Our side of the comparison with the bank, read by reconciliation. */
@Controller('reconciliation/deals')
@UseGuards(InternalTokenGuard)
export class DealSidesController {
  constructor(private readonly sides: DealSideRepository) {}

  @Get()
  page(@Query(strictValidation) query: DealSideQuery): Promise<SidePage<DealSide>> {
    return this.sides.page(query);
  }

  /** A POST: a thousand ids are too long for an address. */
  @Post('lookup')
  @HttpCode(200)
  async lookup(
    @Body(strictValidation) { externalDealIds }: DealSideLookup,
  ): Promise<{ items: readonly DealSide[] }> {
    return { items: await this.sides.findByExternalIds(externalDealIds) };
  }

  @Get(':dealId')
  async show(@Param('dealId') dealId: string): Promise<DealSide> {
    const side = isUuid(dealId) ? await this.sides.find(dealId) : undefined;
    if (!side) throw new NotFoundException('There is no such deal');
    return side;
  }
}
