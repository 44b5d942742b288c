import { isUuid } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { Actor } from '../../access/actor.decorator';
import { Needs } from '../../access/needs.decorator';
import { type Principal } from '../../access/principal';
import { Audited } from '../../application/replays/audited';
import { DecideEdit } from '../../application/replays/decide-edit.use-case';
import { EditLetter } from '../../application/replays/edit-letter.use-case';
import { ReplayEdit } from '../../application/replays/replay-edit.use-case';
import { type Edit, EditRepository } from './edit.repository';
import {
  EditBody,
  type EditListView,
  EditsQuery,
  type EditView,
  revealedEdit,
  toEditView,
} from './edit.views';
import { readJobCursor, writeJobCursor } from './job-cursors';
import { ReasonBody } from './job.requests';

/** Edited copies of dead letters. */
@Controller('api')
export class EditsController {
  constructor(
    private readonly editing: EditLetter,
    private readonly deciding: DecideEdit,
    private readonly replaying: ReplayEdit,
    private readonly edits: EditRepository,
    private readonly audited: Audited,
  ) {}

  /** Checked against the payload's own rules; nothing is sent. */
  @Post('dead-letters/:id/edits')
  @Needs('operator')
  async create(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { body, reason }: EditBody,
  ): Promise<EditView> {
    return toEditView(await this.editing.execute(actor, checked(id), body, reason));
  }

  /** Newest first. */
  @Get('edits')
  async list(@Query(strictValidation) { state, after, limit }: EditsQuery): Promise<EditListView> {
    const cursor = readJobCursor(after);
    const at = cursor && { createdAt: cursor.plannedAt, id: cursor.id };
    const found = await this.edits.list(state, limit + 1, at);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const next = last ? writeJobCursor({ plannedAt: last.createdAt, id: last.id }) : null;
    return { edits: page.map(toEditView), next };
  }

  @Get('edits/:id')
  async show(@Param('id') id: string): Promise<EditView> {
    return toEditView(await this.get(id));
  }

  /** With the values that differ. */
  @Post('edits/:id/reveal')
  @HttpCode(200)
  @Needs('operator')
  async reveal(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<EditView> {
    const edit = await this.get(id);
    const entry = { actor, action: 'edit.reveal', subject: `edit:${edit.id}`, reason };
    await this.audited.run(entry, () => Promise.resolve());
    return revealedEdit(edit, await this.editing.differences(edit));
  }

  /** By somebody else than who wrote it. */
  @Post('edits/:id/approve')
  @HttpCode(200)
  @Needs('approver')
  async approve(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<EditView> {
    return toEditView(await this.deciding.approve(actor, checked(id), reason));
  }

  @Post('edits/:id/reject')
  @HttpCode(200)
  @Needs('approver')
  async reject(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<EditView> {
    return toEditView(await this.deciding.reject(actor, checked(id), reason));
  }

  /** The copy goes to the origin queue; the original becomes resolved. */
  @Post('edits/:id/replay')
  @HttpCode(200)
  @Needs('operator')
  async replay(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<EditView> {
    return toEditView(await this.replaying.execute(actor, checked(id), reason));
  }

  private async get(id: string): Promise<Edit> {
    const edit = await this.edits.find(checked(id));
    if (!edit) throw new NotFoundException('There is no such edit');
    return edit;
  }
}

function checked(id: string): string {
  if (isUuid(id)) return id.toLowerCase();
  throw new NotFoundException('There is no such record');
}
