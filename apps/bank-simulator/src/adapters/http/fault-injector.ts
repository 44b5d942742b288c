import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { BankRefusal, decisionOf } from '../../domain/bank-refusal';
import { type FaultRule } from '../../domain/fault-plan';
import { type RequestEntry } from '../../domain/ledger';
import { SimulatorState } from '../simulator-state';

/** The client gets nothing but a closed connection. */
export const CONNECTION_CUT = Symbol('connection cut');

/** Spoils requests as the fault plan says, around the real handler. */
@Injectable()
export class FaultInjector {
  constructor(private readonly state: SimulatorState) {}

  async around(
    entry: RequestEntry,
    reply: FastifyReply,
    execute: () => Promise<unknown>,
  ): Promise<unknown> {
    const rule = this.state.faults.strike(entry.method, entry.path);
    if (!rule) return execute();
    entry.fault = nameOf(rule);
    await pause(rule.latencyMs);
    if (rule.closeBeforeEffect) return cut(reply);
    if (rule.status !== undefined) throw refusalOf(rule, rule.status);
    return this.executeThenSpoil(rule, entry, reply, execute);
  }

  private async executeThenSpoil(
    rule: FaultRule,
    entry: RequestEntry,
    reply: FastifyReply,
    execute: () => Promise<unknown>,
  ): Promise<unknown> {
    const answer = await decisionOf(execute);
    await pause(rule.answerDelayMs);
    if (rule.dropAnswerAfterEffect) {
      entry.status = 'refusal' in answer ? answer.refusal.status : reply.statusCode;
      return cut(reply);
    }
    if ('refusal' in answer) throw answer.refusal;
    return rule.malformedAnswer ? malformed(reply) : answer.body;
  }
}

function cut(reply: FastifyReply): symbol {
  reply.hijack();
  reply.raw.destroy();
  return CONNECTION_CUT;
}

/** What a proxy in front of the bank may put in place of the answer. */
function malformed(reply: FastifyReply): string {
  void reply.header('content-type', 'text/html');
  return '<html><body>Bad gateway</body>';
}

function refusalOf({ errorCode, retryAfterSeconds }: FaultRule, status: number): BankRefusal {
  const code = errorCode ?? (status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_ERROR');
  const hint = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new BankRefusal(status, code, 'Сервис временно недоступен', hint);
}

function nameOf(rule: FaultRule): string {
  if (rule.closeBeforeEffect) return 'close-before-effect';
  if (rule.status !== undefined) return `status-${rule.status}`;
  if (rule.dropAnswerAfterEffect) return 'drop-answer-after-effect';
  return rule.malformedAnswer ? 'malformed-answer' : 'latency';
}

/** Keeps no process alive: a client that waits for a minute must not hold the shutdown. */
async function pause(delayMs = 0): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
}
