import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

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

  /** Ours or the bank's. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  dealId?: string;

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
