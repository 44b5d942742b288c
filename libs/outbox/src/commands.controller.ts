import { TransactionRunner } from '@lk/persistence';
import { InternalTokenGuard, strictValidation } from '@lk/platform';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsInt, IsString, Length, Max, Min } from 'class-validator';

/** The parameters of `GET /commands`. */
export class CommandsQuery {
  /** What the commands are about, for example `deal:<id>`; several by repeating it. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Length(1, 300, { each: true })
  subject!: string[];

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}

/** A command that came, without its body. */
export class CommandView {
  readonly id!: string;
  readonly command!: string;
  readonly subject!: string;
  readonly receivedAt!: Date;
  /** Null while it has no final answer. */
  readonly finishedAt!: Date | null;
  readonly status!: 'open' | 'completed' | 'rejected' | 'failed';
  /** Why it was rejected. */
  readonly errorCode!: string | null;
}

/** The answer of `GET /commands`. */
export class CommandListView {
  /** Newest first. */
  readonly commands!: readonly CommandView[];
}

const LIST = `
  SELECT command_id AS id, command, subject, received_at AS "receivedAt",
         finished_at AS "finishedAt", coalesce(reply->>'status', 'open') AS status,
         reply->'error'->>'code' AS "errorCode"
  FROM command_log WHERE subject = ANY($1::text[])
  ORDER BY received_at DESC, command_id LIMIT $2`;

/** Which commands came about a record: reading inside the cluster. */
@Controller('commands')
@UseGuards(InternalTokenGuard)
export class CommandsController {
  constructor(private readonly transactions: TransactionRunner) {}

  @Get()
  async list(@Query(strictValidation) { subject, limit }: CommandsQuery): Promise<CommandListView> {
    return { commands: await this.transactions.query<CommandView>(LIST, [subject, limit]) };
  }
}
