import {
  IsUuid,
  RECONCILIATION_MODES,
  RECONCILIATION_SCOPES,
  type ReconciliationScope,
} from '@lk/contracts';
import { Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { DRIFT_CLASS_NAMES, type DriftClass } from '../domain/drift-classes';
import {
  DRIFT_STATUSES,
  type DriftStatus,
  type Resolution,
  RESOLUTIONS,
} from '../domain/drift-life';

const lowerCase = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.toLowerCase() : value,
);

export class RunBody {
  @IsIn(RECONCILIATION_SCOPES)
  scope!: ReconciliationScope;

  @IsOptional()
  @lowerCase
  @IsUuid()
  dealId?: string;

  @IsOptional()
  @IsIn(RECONCILIATION_MODES)
  mode?: (typeof RECONCILIATION_MODES)[number];
}

export class RunsQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

export const REPORT_FORMATS = ['json', 'csv'] as const;

/** A day, or a run; today when neither is given. With a format, the drifts themselves. */
export class ReportQuery {
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: '$property must be a date' })
  @IsISO8601({ strict: true })
  day?: string;

  @IsOptional()
  @lowerCase
  @IsUuid()
  run?: string;

  @IsOptional()
  @IsIn(REPORT_FORMATS)
  format?: (typeof REPORT_FORMATS)[number];
}

/** All that is given must hold. A parameter that is not here is refused: a typo must not select all. */
export class DriftsQuery {
  @IsOptional()
  @IsIn(DRIFT_STATUSES)
  status?: DriftStatus;

  @IsOptional()
  @IsIn(DRIFT_CLASS_NAMES)
  class?: DriftClass;

  /** Ours or the bank's. */
  @IsOptional()
  @lowerCase
  @IsString()
  @MaxLength(200)
  dealId?: string;

  @IsOptional()
  @lowerCase
  @IsUuid()
  payoutId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  subjectId?: string;

  @IsOptional()
  @lowerCase
  @IsUuid()
  run?: string;

  /** `next` of the page before. */
  @IsOptional()
  @lowerCase
  @IsUuid()
  after?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}

export class ResolveBody {
  @IsIn(RESOLUTIONS)
  action!: Resolution;

  @IsString()
  @Length(3, 1000)
  reason!: string;
}

/** All that a run proposed (or left open, to acknowledge), of one class where it is given. */
export class ResolveRunBody extends ResolveBody {
  @IsOptional()
  @IsIn(DRIFT_CLASS_NAMES)
  class?: DriftClass;
}

export class OpenOverTimeQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(400)
  days = 14;
}
