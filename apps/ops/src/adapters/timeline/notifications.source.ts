import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type DeliveriesAnswer } from '../owners/owner.answers';
import { type Owner } from '../owners/owner';

const FILTERS = {
  deal: 'dealId',
  payout: 'payoutId',
  'self-employed': 'selfEmployedId',
} as const satisfies Record<TimelineSubject['kind'], string>;

/** Who was told of the record, without the words. */
export class NotificationsSource implements TimelineSource {
  readonly name = 'notification';

  constructor(private readonly owner: Owner) {}

  async entries({ kind, id }: TimelineSubject): Promise<TimelineEntry[]> {
    const query = { [FILTERS[kind]]: id, limit: MOST_ENTRIES };
    const answer = await this.owner.get<DeliveriesAnswer>('/notifications', query);
    return (answer?.deliveries ?? []).map((delivery) => entryOf(delivery));
  }
}

function entryOf(delivery: DeliveriesAnswer['deliveries'][number]): TimelineEntry {
  const { id: deliveryId, dealId, payoutId, selfEmployedId, channel, audience } = delivery;
  const { severity, attempts, count, errorCode, deliveredAt } = delivery;
  return {
    at: delivery.createdAt,
    kind: 'notification',
    title: delivery.template,
    status: delivery.status,
    cause: null,
    ids: knownIds({ deliveryId, dealId, payoutId, selfEmployedId }),
    details: { channel, audience, severity, attempts, count, errorCode, deliveredAt },
  };
}
