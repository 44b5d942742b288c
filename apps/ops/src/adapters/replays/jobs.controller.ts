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
import { DecideJob } from '../../application/replays/decide-job.use-case';
import { PlanReplay } from '../../application/replays/plan-replay.use-case';
import { JobItemListRepository } from './job-item-list.repository';
import {
  JobItemsQuery,
  JobsQuery,
  OptionalReasonBody,
  PlanBody,
  ReasonBody,
  StartBody,
} from './job.requests';
import { JobRepository } from './job.repository';
import { type JobItemListView, type JobListView, type JobView, toJobView } from './job.views';
import { readJobCursor, readPosition, writeJobCursor } from './job-cursors';
import { DealIds } from '../owners/deal-ids';
import { selectionOf } from './read-selection';

/** Replays, discards and restores: planned, started, watched, paused, cancelled. */
@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly planning: PlanReplay,
    private readonly deciding: DecideJob,
    private readonly jobs: JobRepository,
    private readonly items: JobItemListRepository,
    private readonly dealIds: DealIds,
  ) {}

  /** The letters are frozen now, with a hash; nothing is sent. */
  @Post()
  @Needs('operator')
  async plan(@Actor() actor: Principal, @Body(strictValidation) body: PlanBody): Promise<JobView> {
    const { filter, ...selection } = selectionOf(body.selection);
    const completed = filter && { filter: await this.dealIds.complete(filter) };
    return toJobView(await this.planning.execute(actor, body.kind, { ...selection, ...completed }));
  }

  /** Newest first. */
  @Get()
  async list(@Query(strictValidation) query: JobsQuery): Promise<JobListView> {
    const after = readJobCursor(query.after);
    const found = await this.jobs.list(query, query.limit + 1, after);
    const page = found.slice(0, query.limit);
    const last = found.length > query.limit ? page.at(-1) : undefined;
    return { jobs: page.map(toJobView), next: last ? writeJobCursor(last) : null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<JobView> {
    const job = isUuid(id) ? await this.jobs.find(id) : undefined;
    if (!job) throw new NotFoundException('There is no such job');
    return toJobView(job);
  }

  /** In the order of the plan. */
  @Get(':id/items')
  async listItems(
    @Param('id') id: string,
    @Query(strictValidation) { result, after, limit }: JobItemsQuery,
  ): Promise<JobItemListView> {
    await this.show(id);
    const found = await this.items.list(id, result, readPosition(after), limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? String(items.at(-1)?.position) : null };
  }

  @Post(':id/start')
  @HttpCode(200)
  @Needs('operator')
  async start(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) body: StartBody,
  ): Promise<JobView> {
    const { reason, ticket, hash, ...options } = body;
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const request = { reason, ticket, hash, options: Object.fromEntries(given) };
    return toJobView(await this.deciding.start(actor, checked(id), request));
  }

  /** By somebody else than who planned it; above OPS_APPROVAL_ABOVE messages a start needs it. */
  @Post(':id/approve')
  @HttpCode(200)
  @Needs('approver')
  async approve(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<JobView> {
    return toJobView(await this.deciding.approve(actor, checked(id), reason));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Needs('operator')
  async pause(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: OptionalReasonBody,
  ): Promise<JobView> {
    return toJobView(await this.deciding.pause(actor, checked(id), reason));
  }

  /** After a stop a reason is needed. */
  @Post(':id/resume')
  @HttpCode(200)
  @Needs('operator')
  async resume(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: OptionalReasonBody,
  ): Promise<JobView> {
    return toJobView(await this.deciding.resume(actor, checked(id), reason));
  }

  /** What was not sent stays as it is; what was sent is followed to its end. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Needs('operator')
  async cancel(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: OptionalReasonBody,
  ): Promise<JobView> {
    return toJobView(await this.deciding.cancel(actor, checked(id), reason));
  }
}

function checked(id: string): string {
  if (isUuid(id)) return id.toLowerCase();
  throw new NotFoundException('There is no such job');
}
