import { isUuid } from '@lk/kernel';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { LETTER_STATUSES, type LetterStatus } from '../domain/letter-status';
import { type LetterFilter } from './letter-filter';
import { type LetterCursor } from './letter-search.repository';

/** All that is given must hold. A parameter that is not here is refused: a typo must not select all. */
export class LetterFilterQuery {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  queue?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  type?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  errorCode?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  bankErrorCode?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  fingerprint?: string;

  /** Ours or the bank's. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  dealId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  payoutId?: string;

  @IsOptional()
  @IsIn(LETTER_STATUSES)
  status?: LetterStatus;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  messageId?: string;

  /** Last failure at or after. */
  @IsOptional()
  @IsISO8601({ strict: true })
  since?: string;

  /** Last failure before. */
  @IsOptional()
  @IsISO8601({ strict: true })
  until?: string;

  /** Part of the error message. */
  @IsOptional()
  @IsString()
  @Length(3, 200)
  text?: string;
}

export class DeadLettersQuery extends LetterFilterQuery {
  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  after?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

const lowered = (id: string | undefined): string | undefined =>
  isUuid(id) ? id.toLowerCase() : id;

export function filterOf(query: LetterFilterQuery): LetterFilter {
  const { queue, type, errorCode, bankErrorCode, fingerprint, status, text, since, until } = query;
  return {
    ...{ queue, type, errorCode, bankErrorCode, fingerprint, status, text },
    dealId: lowered(query.dealId),
    payoutId: lowered(query.payoutId),
    messageId: lowered(query.messageId),
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  };
}

/** Opaque to readers. */
export function writeCursor({ lastFailedAt, id }: LetterCursor): string {
  return Buffer.from(`${lastFailedAt.toISOString()}/${id}`).toString('base64url');
}

/** @returns undefined for a text that {@link writeCursor} did not write */
export function readCursor(text: string): LetterCursor | undefined {
  const [at = '', id] = Buffer.from(text, 'base64url').toString().split('/');
  const lastFailedAt = new Date(at);
  return isUuid(id) && !Number.isNaN(lastFailedAt.getTime()) ? { lastFailedAt, id } : undefined;
}
