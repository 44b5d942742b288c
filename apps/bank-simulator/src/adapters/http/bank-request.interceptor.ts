import { randomUUID } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyReply } from 'fastify';
import { from, lastValueFrom, mergeMap, NEVER, type Observable, of } from 'rxjs';
import { BankRefusal } from '../../domain/bank-refusal';
import { type RequestEntry } from '../../domain/ledger';
import { countedGroup } from '../../domain/method-groups';
import { SimulatorState } from '../simulator-state';
import { CONNECTION_CUT, FaultInjector } from './fault-injector';
import {
  entryOf,
  type Exchange,
  headerOf,
  METHOD_RULE,
  type MethodRule,
  type RecordedRequest,
} from './recorded-request';
import { RequestGate } from './request-gate';

const NO_RULE: MethodRule = { group: 'other', key: 'ignored' };

/**
 * The way of every request to the bank: ledger, token, rate limit, faults, idempotency, handler.
 * Limits come before faults and keys, because a refused request was not executed.
 */
@Injectable()
export class BankRequestInterceptor implements NestInterceptor {
  constructor(
    private readonly state: SimulatorState,
    private readonly gate: RequestGate,
    private readonly injector: FaultInjector,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<RecordedRequest>();
    const reply = http.getResponse<FastifyReply>();
    const rule = this.reflector.get<MethodRule>(METHOD_RULE, context.getHandler()) ?? NO_RULE;
    const entry = this.record(request, reply, rule);
    const handler = () => lastValueFrom<unknown>(next.handle());
    return from(this.answer({ request, reply, entry, rule }, handler)).pipe(
      mergeMap((body) => (body === CONNECTION_CUT ? NEVER : of(body))),
    );
  }

  private record(
    request: RecordedRequest,
    reply: FastifyReply,
    { group }: MethodRule,
  ): RequestEntry {
    const requestId = headerOf(request, 'x-request-id') ?? randomUUID();
    const entry = entryOf(request, requestId, countedGroup(group, request.body));
    request.ledgerEntry = entry;
    this.state.ledger.recordRequest(entry);
    void reply.header('x-request-id', requestId);
    return entry;
  }

  private async answer(exchange: Exchange, handler: () => Promise<unknown>): Promise<unknown> {
    const { entry, reply } = exchange;
    try {
      this.gate.admit(exchange);
      const execute = () => this.gate.execute(exchange, handler);
      const body = await this.injector.around(exchange, execute);
      if (body !== CONNECTION_CUT) entry.status = reply.statusCode;
      return body;
    } catch (error) {
      entry.status = error instanceof BankRefusal ? error.status : 500;
      throw error;
    }
  }
}
