import { isUuid, personRef } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { InternalApiConfig, InternalTokenGuard } from '@lk/platform';
import { Controller, Get, NotFoundException, Param, UseGuards } from '@nestjs/common';
import { ReceiptRepository } from './receipt.repository';
import { type ReceiptFactEntity } from './self-employed.entities';
import { SelfEmployedRepository } from './self-employed.repository';

/** `GET /self-employed/{selfEmployedId}/facts`: what events told of a person's receipts. */
export interface SelfEmployedFactsView {
  /** Under which name the log of webhooks keeps events about the person. */
  readonly personRef: string;
  /** Oldest first. */
  readonly facts: readonly {
    readonly eventId: string;
    readonly kind: 'ready' | 'cancelled';
    readonly receiptId: string | null;
    readonly amountKopecks: string | null;
    readonly at: string;
  }[];
}

/** Reading inside the cluster: how webhooks and a person belong together, without an INN. */
@Controller('self-employed')
@UseGuards(InternalTokenGuard)
export class SelfEmployedFactsController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly people: SelfEmployedRepository,
    private readonly receipts: ReceiptRepository,
    private readonly api: InternalApiConfig,
  ) {}

  @Get(':selfEmployedId/facts')
  facts(@Param('selfEmployedId') selfEmployedId: string): Promise<SelfEmployedFactsView> {
    return this.transactions.run(async (tx) => {
      const person = isUuid(selfEmployedId) ? await this.people.find(tx, selfEmployedId) : null;
      if (!person) throw new NotFoundException('There is no such self-employed person');
      const facts = await this.receipts.facts(tx, person.selfEmployedId);
      const ref = personRef(person.inn, this.api.INTERNAL_API_TOKEN);
      return { personRef: ref, facts: facts.map(viewFact) };
    });
  }
}

function viewFact(fact: ReceiptFactEntity): SelfEmployedFactsView['facts'][number] {
  const { eventId, kind, receiptId, amountKopecks, at } = fact;
  return {
    eventId,
    kind,
    receiptId,
    amountKopecks: amountKopecks?.toString() ?? null,
    at: at.toISOString(),
  };
}
