import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Answer, BankRefusal, decisionOf } from '../../domain/bank-refusal';
import {
  type Breakage,
  breakageAfterEffect,
  breakageBeforeEffect,
  type FaultRule,
} from '../../domain/fault-rule';
import { leakingRefusal } from '../../domain/leaking-refusal';
import { lyingList } from '../../domain/lying-list';
import { retryAfterHeader } from '../../domain/retry-after';
import { spoiledAnswer, spoilsAnswer } from '../../domain/spoiled-answer';
import { SimulatorState } from '../simulator-state';
import { type WireAnswer } from './broken-connections';
import { type Exchange, type RecordedRequest } from './recorded-request';

/** The client gets no answer, or not the whole of it. */
export const CONNECTION_CUT = Symbol('connection cut');

type Work = () => Promise<unknown>;

/** Spoils requests as the fault plan says, around the real handler. */
@Injectable()
export class FaultInjector {
  constructor(private readonly state: SimulatorState) {}

  async around(exchange: Exchange, execute: Work): Promise<unknown> {
    const { entry } = exchange;
    const rule = this.state.faults.strike(entry.method, entry.path);
    if (!rule) return execute();
    entry.fault = nameOf(rule);
    const inTime = await this.state.connections.pause(rule.latencyMs);
    const breakage = inTime ? breakageBeforeEffect(rule) : 'close';
    if (breakage) return this.break(exchange.reply, breakage);
    return this.answer(rule, exchange, await decide(rule, exchange.request, execute));
  }

  private async answer(rule: FaultRule, exchange: Exchange, answer: Answer): Promise<unknown> {
    const { entry, reply } = exchange;
    const inTime = await this.state.connections.pause(rule.answerDelayMs);
    const breakage = inTime ? breakageAfterEffect(rule) : 'close';
    if (breakage) {
      const wire = wireAnswer(answer, reply);
      entry.status = wire.status;
      return this.break(reply, breakage, wire);
    }
    if (rule.malformedAnswer) return malformed(reply, answer);
    if (rule.lyingList) return lyingList(unspoiled(answer), rule.lyingList);
    return spoilsAnswer(rule) ? spoiled(rule, answer) : unspoiled(answer);
  }

  private break(reply: FastifyReply, breakage: Breakage, answer?: WireAnswer): symbol {
    this.state.connections.break(reply, breakage, answer);
    return CONNECTION_CUT;
  }
}

/** An injected refusal takes the place of the handler. */
function decide(rule: FaultRule, { body, url }: RecordedRequest, execute: Work): Promise<Answer> {
  const { status, errorCode, echoIntoError } = rule;
  if (echoIntoError) {
    const code = errorCode ?? 'OPERATION_REJECTED';
    return Promise.resolve({ refusal: leakingRefusal(status ?? 422, code, { body, url }) });
  }
  if (status !== undefined) return Promise.resolve({ refusal: refusalOf(rule, status) });
  return decisionOf(execute);
}

function refusalOf(rule: FaultRule, status: number): BankRefusal {
  const { errorCode, retryAfterSeconds, retryAfterAsDate } = rule;
  const code = errorCode ?? (status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_ERROR');
  const format = retryAfterAsDate ? 'date' : 'seconds';
  const retryAfter =
    retryAfterSeconds === undefined
      ? undefined
      : retryAfterHeader(retryAfterSeconds * 1000, format, new Date());
  return new BankRefusal(status, code, 'Сервис временно недоступен', { retryAfter });
}

function wireAnswer(answer: Answer, reply: FastifyReply): WireAnswer {
  if ('body' in answer) return { status: reply.statusCode, body: answer.body };
  return { status: answer.refusal.status, body: answer.refusal.body };
}

function unspoiled(answer: Answer): unknown {
  if ('refusal' in answer) throw answer.refusal;
  return answer.body;
}

function spoiled(rule: FaultRule, answer: Answer): unknown {
  if ('body' in answer) return spoiledAnswer(answer.body, rule);
  throw answer.refusal.withBody(spoiledAnswer(answer.refusal.body, rule) as object);
}

/** What a proxy in front of the bank may put in place of the answer. */
function malformed(reply: FastifyReply, answer: Answer): string {
  if ('refusal' in answer) throw answer.refusal;
  void reply.header('content-type', 'text/html');
  return '<html><body>Bad gateway</body>';
}

function nameOf(rule: FaultRule): string {
  const before = breakageBeforeEffect(rule);
  if (before) return `${before}-before-effect`;
  if (rule.echoIntoError) return 'echo-into-error';
  if (rule.status !== undefined) return `status-${rule.status}`;
  if (rule.dropAnswerAfterEffect) return 'drop-answer-after-effect';
  const after = breakageAfterEffect(rule);
  if (after) return `${after}-after-effect`;
  if (rule.malformedAnswer) return 'malformed-answer';
  if (rule.lyingList) return `${rule.lyingList}-lie`;
  return spoilsAnswer(rule) ? 'spoiled-answer' : 'latency';
}
