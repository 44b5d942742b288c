import { isUuid } from '@lk/kernel';
import { findActor, getActor, InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { RequestRun } from '../application/request-run.use-case';
import { ResolveDrift } from '../application/resolve-drift.use-case';

import { ResolveRunBody, RunBody, RunsQuery } from './reconciliation.queries';
import { RunRepository } from './run.repository';
import { viewRun } from './views';

/** Runs: asked for, listed, shown, decided about as a whole. */
@Controller('reconciliation/runs')
@UseGuards(InternalTokenGuard)
export class RunsController {
  constructor(
    private readonly requests: RequestRun,
    private readonly runs: RunRepository,
    private readonly resolving: ResolveDrift,
  ) {}

  /** Put down, not done yet: the run is shown by its id, and ends with an event. */
  @Post()
  @HttpCode(202)
  async request(@Body(strictValidation) body: RunBody, @Headers('x-actor') actor?: string) {
    const runId = await this.requests.request(body, findActor(actor));
    return this.show(runId);
  }

  @Get()
  async list(@Query(strictValidation) { limit }: RunsQuery) {
    return { runs: (await this.runs.list(limit)).map(viewRun) };
  }

  @Get(':runId')
  async show(@Param('runId') runId: string) {
    const run = isUuid(runId) ? await this.runs.find(runId) : undefined;
    if (!run) throw new NotFoundException('There is no such run');
    return viewRun(run);
  }

  /** Everything that the brake made of a run, with one word. */
  @Post(':runId/resolve')
  @HttpCode(200)
  async resolve(
    @Param('runId') runId: string,
    @Body(strictValidation) { action, reason, class: name }: ResolveRunBody,
    @Headers('x-actor') header?: string,
  ): Promise<{ resolved: number }> {
    const actor = getActor(header);
    await this.show(runId);
    const selection = { runId, class: name };
    return { resolved: await this.resolving.ofRun(selection, { action, reason, actor }) };
  }
}
