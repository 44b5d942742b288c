import { strictValidation } from '@lk/platform';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Actor } from '../../access/actor.decorator';
import { Needs } from '../../access/needs.decorator';
import { type Principal } from '../../access/principal';
import { RecordDecision } from '../../application/record-decision';
import {
  DriftsQuery,
  OverTimeQuery,
  ReportQuery,
  ResolveBody,
  ResolveRunBody,
  RunBody,
  RunsQuery,
} from './reconcile.requests';
import { type Question, ReconciliationGateway } from './reconciliation.gateway';

/** Reconciliation with the bank; the service of that name answers, this one knows who asks. */
@Controller('api/reconcile')
export class ReconcileController {
  constructor(
    private readonly reconciliation: ReconciliationGateway,
    private readonly decisions: RecordDecision,
  ) {}

  @Post('runs')
  @Needs('operator')
  async run(
    @Actor() actor: Principal,
    @Body(strictValidation) body: RunBody,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { scope, dealId } = body;
    const subject = dealId === undefined ? undefined : `deal:${dealId}`;
    await this.decisions.execute({ actor, action: 'reconcile.run', subject, details: { scope } });
    await this.answer(reply, { method: 'POST', path: '/runs', actor, body });
  }

  @Get('runs')
  runs(
    @Actor() actor: Principal,
    @Query(strictValidation) params: RunsQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(reply, { method: 'GET', path: '/runs', actor, params });
  }

  @Get('runs/:id')
  showRun(
    @Actor() actor: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(reply, { method: 'GET', path: `/runs/${id}`, actor });
  }

  /** Everything that the brake made of a run, with one word. */
  @Post('runs/:id/resolve')
  @Needs('approver')
  async resolveRun(
    @Actor() actor: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body(strictValidation) body: ResolveRunBody,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { action, reason, class: name = null } = body;
    const [subject, details] = [`run:${id}`, { class: name }];
    await this.decisions.execute({ actor, action: `run.${action}`, subject, reason, details });
    await this.answer(reply, { method: 'POST', path: `/runs/${id}/resolve`, actor, body });
  }

  /** Is the day green? */
  @Get('report')
  async report(
    @Actor() actor: Principal,
    @Query(strictValidation) params: ReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const report = await this.reconciliation.stream({ path: '/report', actor, params });
    const { status, contentType, disposition, body } = report;
    if (disposition !== undefined) void reply.header('content-disposition', disposition);
    void reply.status(status).header('content-type', contentType).send(body);
  }

  @Get('drifts')
  drifts(
    @Actor() actor: Principal,
    @Query(strictValidation) params: DriftsQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(reply, { method: 'GET', path: '/drifts', actor, params });
  }

  /** With its evidence and its history. */
  @Get('drifts/:id')
  showDrift(
    @Actor() actor: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(reply, { method: 'GET', path: `/drifts/${id}`, actor });
  }

  @Post('drifts/:id/resolve')
  @Needs('approver')
  async resolve(
    @Actor() actor: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body(strictValidation) body: ResolveBody,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { action, reason } = body;
    const subject = `drift:${id}`;
    await this.decisions.execute({ actor, action: `drift.${action}`, subject, reason });
    await this.answer(reply, { method: 'POST', path: `/drifts/${id}/resolve`, actor, body });
  }

  @Get('open-over-time')
  openOverTime(
    @Actor() actor: Principal,
    @Query(strictValidation) params: OverTimeQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(reply, { method: 'GET', path: '/open-over-time', actor, params });
  }

  private async answer(reply: FastifyReply, question: Question): Promise<void> {
    const { status, contentType, body } = await this.reconciliation.ask(question);
    void reply.status(status).header('content-type', contentType).send(body);
  }
}
