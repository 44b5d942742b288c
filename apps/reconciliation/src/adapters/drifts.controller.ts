import { isUuid } from '@lk/kernel';
import { getActor, InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  Body,
  ConflictException,
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
import { ResolveDrift } from '../application/resolve-drift.use-case';

import { DriftSearchRepository } from './drift-search.repository';
import { DriftsQuery, ResolveBody } from './reconciliation.queries';
import { type DriftView, viewDrift, viewHistory } from './views';

/** Drifts with their evidence, and what a person decides about them. */
@Controller('reconciliation/drifts')
@UseGuards(InternalTokenGuard)
export class DriftsController {
  constructor(
    private readonly search: DriftSearchRepository,
    private readonly resolving: ResolveDrift,
  ) {}

  @Get()
  async list(
    @Query(strictValidation) { limit, after, ...filter }: DriftsQuery,
  ): Promise<{ drifts: DriftView[]; next: string | null }> {
    const drifts = await this.search.list(filter, limit + 1, after);
    const page = drifts.slice(0, limit);
    const next = drifts.length > limit ? (page.at(-1)?.driftId ?? null) : null;
    return { drifts: page.map(viewDrift), next };
  }

  @Get(':driftId')
  async show(@Param('driftId') driftId: string) {
    const drift = isUuid(driftId) ? await this.search.find(driftId) : undefined;
    if (!drift) throw notFound();
    const history = await this.search.history(driftId);
    return { ...viewDrift(drift), history: history.map(viewHistory) };
  }

  @Post(':driftId/resolve')
  @HttpCode(200)
  async resolve(
    @Param('driftId') driftId: string,
    @Body(strictValidation) { action, reason }: ResolveBody,
    @Headers('x-actor') header?: string,
  ): Promise<DriftView> {
    const actor = getActor(header);
    if (!isUuid(driftId)) throw notFound();
    const resolved = await this.resolving.execute(driftId, { action, reason, actor });
    if ('drift' in resolved) return viewDrift(resolved.drift);
    if (resolved.problem === 'NOT_FOUND') throw notFound();
    throw new ConflictException(`A drift that is ${resolved.status} cannot be decided so`);
  }
}

const notFound = (): NotFoundException => new NotFoundException('There is no such drift');
