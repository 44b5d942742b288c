import { type SafeDetails } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { type AuditRow, recordOf } from './audit-record';
import { AuditRepository } from './audit.repository';
import { type Principal } from './principal';
import { type AuditVerdict, VerifyAudit } from './verify-audit.use-case';

export class AuditQuery {
  /** The id of who acted, for example `token:anna`. */
  @IsOptional()
  @IsString()
  @MaxLength(300)
  actor?: string;

  /** For example `job.start`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  /** At or after. */
  @IsOptional()
  @IsISO8601({ strict: true })
  since?: string;

  /** Before. */
  @IsOptional()
  @IsISO8601({ strict: true })
  until?: string;

  /** `next` of the page before. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  after?: number;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

export class AuditRecordView {
  /** Grows by one, without gaps. */
  readonly seq!: number;
  readonly at!: string;
  readonly actor!: Principal;
  readonly action!: string;
  readonly subject!: string | null;
  readonly reason!: string | null;
  readonly outcome!: 'allowed' | 'refused';
  readonly details!: SafeDetails;
  /** Over this record and the hash of the one before. */
  readonly hash!: string;
}

export class AuditListView {
  readonly records!: readonly AuditRecordView[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next!: string | null;
}

/** Who did what, when and why. */
@Controller('api/audit')
export class AuditController {
  constructor(
    private readonly records: AuditRepository,
    private readonly verifyAudit: VerifyAudit,
  ) {}

  /** Newest first. */
  @Get()
  async list(@Query(strictValidation) query: AuditQuery): Promise<AuditListView> {
    const { actor, action, limit, after } = query;
    const since = query.since === undefined ? undefined : new Date(query.since);
    const until = query.until === undefined ? undefined : new Date(query.until);
    const rows = await this.records.list({ actor, action, since, until }, limit + 1, after);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      records: shown.map(toView),
      next: rows.length > limit && last ? last.seq : null,
    };
  }

  /** Reads the whole log and recomputes its chain; a million records take some tens of seconds. */
  @Get('verify')
  verify(): Promise<AuditVerdict> {
    return this.verifyAudit.execute();
  }
}

function toView(row: AuditRow): AuditRecordView {
  const { seq, at, actor, action, subject, reason, outcome, details } = recordOf(row);
  const hash = row.hash.toString('hex');
  return { seq, at, actor, action, subject, reason, outcome, details, hash };
}
