import { type DealIds } from '../owners/deal-ids';
import { type Owner } from '../owners/owner';
import { type EventAnswer, type EventsAnswer } from '../owners/owner.answers';
import { passOn, passOnJson } from '../owners/pass-on';
import { type EventListView, type EventView, type RevealedEventView } from './event.views';
import { type EventsQuery } from './events.query';

const pathOf = (eventId: string): string => `/events/${encodeURIComponent(eventId)}`;

/** The raw log of webhooks, as the ingress answers it. */
export class EventLogGateway {
  constructor(
    private readonly ingress: Owner,
    private readonly dealIds: DealIds,
  ) {}

  async list(query: EventsQuery): Promise<EventListView> {
    // Webhooks carry the bank's id; an id that the deal service does not know may be the bank's own.
    const dealId = (await this.dealIds.externalOf(query.dealId)) ?? query.dealId;
    const params = { ...query, dealId };
    const { events, next } = await this.json<EventsAnswer>('GET', '/events', params);
    return { events: events.map((event) => viewEvent(event)), next };
  }

  async show(eventId: string): Promise<EventView> {
    return viewEvent(await this.json<EventAnswer>('GET', pathOf(eventId)));
  }

  async redeliver(eventId: string): Promise<EventView> {
    return viewEvent(await this.json<EventAnswer>('POST', `${pathOf(eventId)}/redeliver`));
  }

  async reveal(eventId: string): Promise<RevealedEventView> {
    const { ingress } = this;
    const { body } = await passOn(ingress.name, () => ingress.raw('GET', `${pathOf(eventId)}/raw`));
    const text = body.toString('utf8');
    if (Buffer.from(text).equals(body)) return { eventId, body: text, encoding: 'utf8' };
    return { eventId, body: body.toString('base64'), encoding: 'base64' };
  }

  private json<T>(method: 'GET' | 'POST', path: string, params?: object): Promise<T> {
    const { ingress } = this;
    return passOnJson<T>(ingress.name, () => ingress.raw(method, path, { params }));
  }
}

/** Field by field: what the log may tell one day is shown when somebody decides so here. */
function viewEvent(event: EventAnswer): EventView {
  return {
    eventId: event.eventId,
    type: event.type,
    state: event.state,
    receivedAt: event.receivedAt,
    duplicates: event.duplicates,
    lastDuplicateAt: event.lastDuplicateAt,
    redeliveries: event.redeliveries,
    lastRedeliveredAt: event.lastRedeliveredAt,
    quarantineReason: event.quarantineReason,
    sourceAddress: event.sourceAddress,
    size: event.size,
    externalDealId: event.externalDealId,
    externalRecipientId: event.externalRecipientId,
    externalPaymentId: event.externalPaymentId,
  };
}
