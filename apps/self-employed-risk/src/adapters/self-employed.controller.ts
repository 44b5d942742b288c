import { isJsonObject, isUuid } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { InternalTokenGuard } from '@lk/platform';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ReceiptRepository } from './receipt.repository';
import { SelfEmployedRepository } from './self-employed.repository';
import {
  type SelfEmployedView,
  type VerdictView,
  viewSelfEmployed,
  viewVerdict,
} from './self-employed.views';

/** Reading inside the cluster. */
@Controller('self-employed')
@UseGuards(InternalTokenGuard)
export class SelfEmployedController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly people: SelfEmployedRepository,
    private readonly receipts: ReceiptRepository,
  ) {}

  @Get(':selfEmployedId')
  show(@Param('selfEmployedId') selfEmployedId: string): Promise<SelfEmployedView> {
    return this.transactions.run(async (tx) => {
      const person = isUuid(selfEmployedId) ? await this.people.find(tx, selfEmployedId) : null;
      if (!person) throw notFound();
      const receipts = await this.receipts.list(tx, person.selfEmployedId);
      const history = await this.people.statusHistory(tx, person.selfEmployedId);
      return viewSelfEmployed(person, receipts, history);
    });
  }

  /** A POST, so that no INN stands in an address: addresses end up in access logs. */
  @Post('lookup')
  @HttpCode(200)
  async lookup(@Body() body: unknown): Promise<VerdictView> {
    const inn = isJsonObject(body) ? body.inn : undefined;
    if (typeof inn !== 'string') throw notFound();
    const person = await this.transactions.run((tx) => this.people.findByInn(tx, inn));
    if (!person) throw notFound();
    return viewVerdict(person);
  }
}

const notFound = (): NotFoundException =>
  new NotFoundException('There is no such self-employed person');
