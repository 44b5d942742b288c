import { IsUuid } from '@lk/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  ITEM_RESULTS,
  type ItemResult,
  JOB_KINDS,
  JOB_STATES,
  type JobKind,
  type JobState,
} from '../../domain/replays/job';
import { LetterFilterQuery } from '../dead-letters.query';

const MAX_IDS = 10_000;
const MAX_LETTERS = 10_000_000;

/** Which letters: ids, or a filter. An empty filter must be meant: then `all` is true. */
export class SelectionBody {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IDS)
  @ArrayUnique()
  @IsUuid({ each: true })
  ids?: string[];

  /** Without a status: open letters, for `restore` discarded ones. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LetterFilterQuery)
  filter?: LetterFilterQuery;

  /** The oldest failures first. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_LETTERS)
  limit?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_IDS)
  @IsUuid({ each: true })
  exclude?: string[];

  @IsOptional()
  @IsBoolean()
  all?: boolean;
}

export class PlanBody {
  @IsIn(JOB_KINDS)
  kind!: JobKind;

  @IsObject()
  @ValidateNested()
  @Type(() => SelectionBody)
  selection!: SelectionBody;
}

export class StopRuleBody {
  /** More than this share of the decided messages failing again stops the job. */
  @IsNumber()
  @Min(0)
  @Max(1)
  failureShare!: number;

  /** Decided messages before the share counts; a canary is judged whatever its size. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  minimum!: number;
}

export class StartBody {
  @IsString()
  @Length(3, 500)
  reason!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  ticket?: string;

  /** Of the plan that was seen. */
  @IsOptional()
  @IsString()
  @Length(64, 64)
  hash?: string;

  /** Messages a second at most. */
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(5000)
  rate?: number;

  /** 0: none. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000)
  canary?: number;

  @IsOptional()
  @IsBoolean()
  ramp?: boolean;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => StopRuleBody)
  stopRule?: StopRuleBody;
}

/** For decisions that must be explained. */
export class ReasonBody {
  /** For colleagues and the audit log: no personal data of clients. */
  @IsString()
  @Length(3, 500)
  reason!: string;
}

export class OptionalReasonBody {
  @IsOptional()
  @IsString()
  @Length(3, 500)
  reason?: string;
}

class Page {
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

export class JobsQuery extends Page {
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: JobState;

  @IsOptional()
  @IsIn(JOB_KINDS)
  kind?: JobKind;
}

export class JobItemsQuery extends Page {
  @IsOptional()
  @IsIn(ITEM_RESULTS)
  result?: ItemResult;
}
