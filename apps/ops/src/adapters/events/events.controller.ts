import { strictValidation } from '@lk/platform';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Actor } from '../../access/actor.decorator';
import { Needs } from '../../access/needs.decorator';
import { type Principal } from '../../access/principal';
import { RecordDecision } from '../../application/record-decision';
import { ReasonBody } from '../owners/reason';
import { EventLogGateway } from './event-log.gateway';
import { type EventListView, type EventView, type RevealedEventView } from './event.views';
import { EventsQuery } from './events.query';

/** The raw log of webhooks. */
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly log: EventLogGateway,
    private readonly decisions: RecordDecision,
  ) {}

  /** Newest first. */
  @Get()
  list(@Query(strictValidation) query: EventsQuery): Promise<EventListView> {
    return this.log.list(query);
  }

  @Get(':eventId')
  show(@Param('eventId') eventId: string): Promise<EventView> {
    return this.log.show(eventId);
  }

  /** The body, for somebody who says why. */
  @Post(':eventId/reveal')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Needs('operator')
  async reveal(
    @Actor() actor: Principal,
    @Param('eventId') eventId: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<RevealedEventView> {
    await this.decide(actor, 'event.reveal', eventId, reason);
    return this.log.reveal(eventId);
  }

  /** Publishes it again under the identity it had: what took effect does not take effect twice. */
  @Post(':eventId/redeliver')
  @HttpCode(200)
  @Needs('operator')
  async redeliver(
    @Actor() actor: Principal,
    @Param('eventId') eventId: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<EventView> {
    await this.decide(actor, 'event.redeliver', eventId, reason);
    return this.log.redeliver(eventId);
  }

  /** Of an event that there is: the audit log has no use for what somebody mistyped. */
  private async decide(
    actor: Principal,
    action: string,
    id: string,
    reason: string,
  ): Promise<void> {
    const { eventId } = await this.log.show(id);
    await this.decisions.execute({ actor, action, subject: `event:${eventId}`, reason });
  }
}
