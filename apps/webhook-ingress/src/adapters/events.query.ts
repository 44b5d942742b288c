import { isUuid } from '@lk/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

/** All that is given must hold. */
export class EventsQuery {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  type?: string;

  @IsOptional()
  @IsIn(['published', 'quarantined'])
  state?: 'published' | 'quarantined';

  /** Received at or after. */
  @IsOptional()
  @IsISO8601({ strict: true })
  since?: string;

  /** Received before. */
  @IsOptional()
  @IsISO8601({ strict: true })
  until?: string;

  /** The bank's. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  dealId?: string;

  /** The bank's. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  paymentId?: string;

  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  after?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

const MOST_IDS = 1000;

/** Any that is named: everything about one record in one request. */
export class EventsLookup {
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  eventIds: string[] = [];

  /** The bank's. */
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  dealIds: string[] = [];

  /** The bank's. */
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  paymentIds: string[] = [];

  /** The bank's; events that name a recipient and neither a deal nor a payment. */
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  recipientIds: string[] = [];

  /** Names for people, as `personRef` makes them. */
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  personRefs: string[] = [];

  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 500;
}

/** Where the next page begins: after this event. */
export interface EventCursor {
  readonly receivedAt: string;
  readonly eventId: string;
}

export const writeCursor = ({ receivedAt, eventId }: EventCursor): string =>
  Buffer.from(JSON.stringify([receivedAt, eventId])).toString('base64url');

/** Undefined for a text that {@link writeCursor} did not write. */
export function readCursor(text: string): EventCursor | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const [receivedAt, eventId] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    if (typeof receivedAt !== 'string' || typeof eventId !== 'string') return undefined;
    const time = new Date(receivedAt);
    if (Number.isNaN(time.getTime()) || !isEventId(eventId)) return undefined;
    return { receivedAt: time.toISOString(), eventId };
  } catch {
    return undefined;
  }
}

// eslint-disable-next-line no-control-regex -- Postgres refuses a NUL in a text
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Whether a text can be the id of an event at all. */
export const isEventId = (text: string): boolean =>
  isUuid(text) || (text !== '' && Buffer.byteLength(text) <= 200 && !CONTROL.test(text));
