import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type EventAnswer, type EventsAnswer } from '../owners/owner.answers';
import { type Owner } from '../owners/owner';

/** The most ids of one kind that the log takes in one question. */
const MOST_IDS = 1000;

/** What the bank told of the record, from the raw log. */
export class WebhooksSource implements TimelineSource {
  readonly name = 'webhook-ingress';

  constructor(private readonly log: Owner) {}

  async entries(subject: TimelineSubject): Promise<TimelineEntry[]> {
    const { names } = subject;
    const { share } = names;
    const body = {
      eventIds: names.eventIds.slice(-MOST_IDS),
      dealIds: share ? [share.externalDealId] : names.externalDealIds.slice(0, MOST_IDS),
      paymentIds: names.externalPaymentIds.slice(0, MOST_IDS),
      recipientIds: names.externalRecipientIds.slice(0, MOST_IDS),
      personRefs: names.personRefs,
      limit: MOST_ENTRIES,
    };
    const answer = await this.log.post<EventsAnswer>('/events/lookup', body);
    const events = answer?.events ?? [];
    return events.filter((event) => isAbout(subject, event)).map((event) => entryOf(event));
  }
}

/** Of the events of a payout's deal, those about the payout. */
function isAbout({ names }: TimelineSubject, event: EventAnswer): boolean {
  if (!names.share || names.eventIds.includes(event.eventId)) return true;
  if (event.externalPaymentId !== null) {
    return names.externalPaymentIds.includes(event.externalPaymentId);
  }
  return event.externalRecipientId === names.share.externalRecipientId;
}

function entryOf(event: EventAnswer): TimelineEntry {
  const { eventId, externalDealId, externalPaymentId, externalRecipientId } = event;
  return {
    at: event.receivedAt,
    kind: 'webhook',
    title: event.type ?? 'not understood',
    status: event.state,
    cause: null,
    ids: knownIds({ eventId, externalDealId, externalPaymentId, externalRecipientId }),
    details: {
      duplicates: event.duplicates,
      lastDuplicateAt: event.lastDuplicateAt,
      redeliveries: event.redeliveries,
      lastRedeliveredAt: event.lastRedeliveredAt,
    },
  };
}
