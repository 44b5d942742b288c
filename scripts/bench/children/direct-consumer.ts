import { type CloudEvent } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { type EventContext, type IncomingEvent, MessageContext } from '@lk/messaging';
import { DomainEvents, EventHandling, Inbox, Outbox, ServiceName } from '@lk/outbox';
import { createDataSource, DatabaseConfig, TransactionRunner } from '@lk/persistence';
import { DEAL_ENTITIES } from '../../../apps/deal/src/adapters/deal.entities';
import { DealRepository } from '../../../apps/deal/src/adapters/deal.repository';
import { RecordBankFact } from '../../../apps/deal/src/application/record-bank-fact.use-case';
import { RefreshDeal } from '../../../apps/deal/src/application/refresh-deal';
import { dealSchema } from '../../../apps/deal/src/deal.schema';
import { type DealFactKind } from '../../../apps/deal/src/domain/deal-facts';
import { bankEvents } from '../bank-events';
import { serveParent } from '../child';
import { type DirectConsumerRequest } from '../direct-consumer';

async function connect({ databaseUrl, poolSize }: DirectConsumerRequest) {
  const config = Object.assign(new DatabaseConfig(), {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: poolSize,
  });
  const applicationName = 'bench-direct-consumer';
  const options = { config, schema: dealSchema, entities: DEAL_ENTITIES, applicationName };
  return createDataSource(options).initialize();
}

const contextOf = (event: CloudEvent): EventContext =>
  new MessageContext<IncomingEvent>({
    kind: 'event',
    id: event.id,
    type: event.type,
    queue: 'bench',
    failures: 0,
    event,
  });

/**
 * The deal service's own use case over its own repository, with everything between the broker and it
 * left out: no deliveries, no acknowledgements, no framework, and nothing sends the outbox.
 */
async function consume(request: DirectConsumerRequest): Promise<number> {
  const dataSource = await connect(request);
  const transactions = new TransactionRunner(dataSource);
  const deals = new DealRepository();
  const announcements = new DomainEvents(new ServiceName('deal'), new Outbox());
  const record = new RecordBankFact(
    new EventHandling(transactions, new Inbox()),
    deals,
    new RefreshDeal(deals, announcements, systemClock),
  );
  const waiting = bankEvents(request.prefix, request.deals).reverse();
  const total = waiting.length;
  const work = async (): Promise<void> => {
    for (let event = waiting.pop(); event; event = waiting.pop()) {
      const { dealId, paymentId } = event.data as { dealId: string; paymentId: string };
      const fact = { kind: event.type as DealFactKind, externalDealId: dealId, paymentId };
      await record.execute(contextOf(event), fact);
    }
  };
  await Promise.all(Array.from({ length: request.concurrency }, work));
  await dataSource.destroy();
  return total;
}

serveParent(consume);
