import { isUuid } from '@lk/kernel';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDate,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { type SidePage } from './sides';

/** Rows of the longest page: one round trip, some hundred kilobytes. */
export const MAX_SIDE_PAGE = 1000;

/** A key of ours; the same test as where it came in, or a page could end at a key that is no start. */
const IsRecordId = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isRecordId',
      validator: { validate: isUuid, defaultMessage: () => '$property must be a uuid' },
    },
    options,
  );

/** A page of people, and what all pages have in common. */
export class SelfEmployedSideQuery {
  /** The key of the last row of the page before. */
  @IsOptional()
  @IsRecordId()
  after?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_SIDE_PAGE)
  limit = MAX_SIDE_PAGE;
}

/**
 * A page of deals. `scope=open` is what is not final at the bank as far as we know; `changedSince`
 * adds to it what became final since then, and narrows `scope=all` to what changed since then. So
 * `scope=open&changedSince=…` is everything that can have changed.
 */
export class DealSideQuery extends SelfEmployedSideQuery {
  @IsIn(['open', 'all'])
  scope: 'open' | 'all' = 'all';

  /** ISO 8601. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => new Date(String(value)))
  @IsDate()
  changedSince?: Date;
}

/** A page of payouts, of one deal when `dealId` (ours) is given. */
export class PayoutSideQuery extends DealSideQuery {
  @IsOptional()
  @IsRecordId()
  dealId?: string;
}

/** Deals by the bank's ids. */
export class DealSideLookup {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_SIDE_PAGE)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  externalDealIds!: string[];
}

/** Payouts by the bank's ids of their payments. */
export class PayoutSideLookup {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_SIDE_PAGE)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  paymentIds!: string[];
}

/** The receipts of people. */
export class ReceiptSideLookup {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_SIDE_PAGE)
  @IsRecordId({ each: true })
  selfEmployedIds!: string[];
}

/** A page out of rows that were read with one more than `limit`, to see whether there is another page. */
export function sidePageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => string,
): SidePage<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
