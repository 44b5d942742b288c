import { systemClock } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import { TransactionRunner } from '@lk/persistence';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Put,
  Query,
} from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Actor } from '../access/actor.decorator';
import { AuditLog } from '../access/audit-log';
import { Needs } from '../access/needs.decorator';
import { type Principal } from '../access/principal';
import { GroupRepository, type Grouping, GROUPINGS, type GroupView } from './group.repository';

export class GroupsQuery {
  @IsIn(GROUPINGS)
  by: Grouping = 'cause';

  /** Groups without an open letter too. */
  @Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  )
  @IsBoolean()
  all = false;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}

export class NoteBody {
  /** Empty takes the note away. For colleagues: no personal data of clients. */
  @IsString()
  @MaxLength(2000)
  text!: string;
}

export class GroupListView {
  readonly by!: Grouping;
  readonly groups!: readonly GroupView[];
}

/** Letters by what they have in common. */
@Controller('api/dead-letter-groups')
export class DeadLetterGroupsController {
  constructor(
    private readonly groups: GroupRepository,
    private readonly transactions: TransactionRunner,
    private readonly audit: AuditLog,
  ) {}

  /** Most open letters first; hours newest first. */
  @Get()
  async list(@Query(strictValidation) { by, limit, all }: GroupsQuery): Promise<GroupListView> {
    return { by, groups: await this.groups.list(by, limit, all) };
  }

  @Put(':fingerprint/note')
  @Needs('operator')
  @HttpCode(204)
  async writeNote(
    @Actor() actor: Principal,
    @Param('fingerprint') fingerprint: string,
    @Body(strictValidation) { text }: NoteBody,
  ): Promise<void> {
    const note = { text: text.trim() === '' ? null : text, by: actor.name, at: systemClock.now() };
    const action = note.text === null ? 'group.clear-note' : 'group.write-note';
    await this.transactions.run(async (tx) => {
      if (!(await this.groups.writeNote(tx, fingerprint, note))) {
        throw new NotFoundException('There is no such group');
      }
      const subject = `group:${fingerprint}`;
      await this.audit.record(tx, { actor, action, subject, outcome: 'allowed' });
    });
  }
}
