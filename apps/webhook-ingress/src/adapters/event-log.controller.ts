import { InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  Header,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { RedeliverEvent } from '../application/redeliver-event.use-case';
import { EventLogRepository } from './event-log.repository';
import { type EventListView, type EventView } from './event.views';
import { EventsLookup, EventsQuery, isEventId, readCursor, writeCursor } from './events.query';

/** The raw log of webhooks, for the inside of the cluster only: the public ingress routes no path here. */
@Controller('events')
@UseGuards(InternalTokenGuard)
export class EventLogController {
  constructor(
    private readonly log: EventLogRepository,
    private readonly redelivery: RedeliverEvent,
  ) {}

  @Get()
  async list(@Query(strictValidation) query: EventsQuery): Promise<EventListView> {
    const after = query.after === undefined ? undefined : readCursor(query.after);
    if (query.after !== undefined && !after) {
      throw new BadRequestException('The value of after is not one of next');
    }
    const found = await this.log.list(query, query.limit + 1, after);
    const events = found.slice(0, query.limit);
    const last = found.length > query.limit ? events.at(-1) : undefined;
    const next = last && { receivedAt: last.receivedAt.toISOString(), eventId: last.eventId };
    return { events, next: next ? writeCursor(next) : null };
  }

  /** A POST because a thousand ids do not fit a query. */
  @Post('lookup')
  @HttpCode(200)
  async lookUp(@Body(strictValidation) body: EventsLookup): Promise<EventListView> {
    return { events: await this.log.lookUp(body), next: null };
  }

  @Get(':eventId')
  async show(@Param('eventId') eventId: string): Promise<EventView> {
    return found(isEventId(eventId) ? await this.log.find(eventId) : undefined);
  }

  /** The bytes as they came, for a person whose look is audited by the caller. */
  @Get(':eventId/raw')
  @Header('content-type', 'application/octet-stream')
  @Header('cache-control', 'no-store')
  async raw(@Param('eventId') eventId: string): Promise<StreamableFile> {
    return new StreamableFile(found(isEventId(eventId) ? await this.log.raw(eventId) : undefined));
  }

  @Post(':eventId/redeliver')
  @HttpCode(200)
  async redeliver(@Param('eventId') eventId: string): Promise<EventView> {
    const result = isEventId(eventId) ? await this.redelivery.execute(eventId) : 'unknown';
    if (result === 'quarantined') {
      throw new ConflictException('The event is in quarantine: there is nothing to publish');
    }
    return this.show(eventId);
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new NotFoundException('There is no such event');
  return value;
}
