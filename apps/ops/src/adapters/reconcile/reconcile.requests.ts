import { IsUuid } from '@lk/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { ReasonBody } from '../owners/reason';

export class RunBody {
  @IsIn(['deals', 'payouts', 'self-employed', 'all'])
  scope!: string;

  @IsOptional()
  @IsUuid()
  dealId?: string;

  /** All of it, or what can have changed. */
  @IsOptional()
  @IsIn(['sweep', 'incremental'])
  mode?: 'sweep' | 'incremental';
}

export class RunsQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}

export class ReportQuery {
  /** YYYY-MM-DD in UTC. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  run?: string;

  @IsOptional()
  @IsIn(['csv', 'json'])
  format?: 'csv' | 'json';
}

export class DriftsQuery extends RunsQuery {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  status?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  class?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  dealId?: string;

  @IsOptional()
  @IsUuid()
  payoutId?: string;

  /** Of a deal, a payout or a person. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  subjectId?: string;

  @IsOptional()
  @IsUuid()
  run?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  after?: string;
}

export class OverTimeQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days?: number;
}

export class ResolveBody extends ReasonBody {
  @IsIn(['approve', 'reject', 'acknowledge'])
  action!: 'approve' | 'reject' | 'acknowledge';
}

/** All that the brake made proposals of in a run, of one class where it is given. */
export class ResolveRunBody extends ResolveBody {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  class?: string;
}
