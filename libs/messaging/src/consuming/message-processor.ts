import {
  type AppError,
  backoffMs,
  type Clock,
  isUuid,
  sleep,
  toAppError,
  traceIdOf,
  transientError,
} from '@lk/kernel';
import { deadLetterQueueOf } from '@lk/contracts';
import { type AppLogger, type IntakeGate, withLogContext } from '@lk/platform';
import { type ConsumeMessage } from 'amqplib';
import { type ConfirmedPublisher, type PublishRequest } from '../publishing/confirmed-publisher';
import { type TopologyNames } from '../topology/topology-names';
import { type ConsumerMetrics } from './consumer-metrics';
import { type DeadLetter, type DeadLetterNotices } from './dead-letter-notices';
import { decide, type Decision } from './disposition';
import { type Incoming, MessageContext } from './message-context';
import { deadLetterProperties, retryProperties } from './message-copies';
import { type ProcessingResult } from './queue-consumer';
import { failuresOf, messageIdOf, type MessageReader } from './read-message';
import { type RetrySchedule } from './retry-schedule';

/** Calls the one handler of a message; throws what the handler throws. */
export type Dispatch = (message: Incoming, context: MessageContext) => Promise<void>;

export interface ProcessorOptions {
  readonly queue: string;
  readonly kind: 'event' | 'command';
  readonly read: MessageReader;
  readonly dispatch: Dispatch;
  /** While it is closed, messages wait at it instead of failing one after another. */
  readonly gate?: IntakeGate;
}

export interface ProcessorTools {
  readonly publisher: ConfirmedPublisher;
  readonly names: TopologyNames;
  readonly schedule: RetrySchedule;
  readonly notices: DeadLetterNotices;
  readonly metrics: ConsumerMetrics;
  readonly logger: AppLogger;
  readonly clock: Clock;
}

/**
 * A held message occupies a place of the prefetch and comes back by itself; after this it is handed
 * back to the broker, well before the broker's own consumer time-out of 30 minutes.
 */
const LONGEST_HOLD_MS = 10 * 60_000;

interface Attempt {
  readonly message: ConsumeMessage;
  readonly context?: MessageContext;
  readonly error?: AppError;
}

/** One delivery from arrival to its fate: acknowledged, waiting for a repeat, dead letter, handed back. */
export class MessageProcessor {
  constructor(
    private readonly options: ProcessorOptions,
    private readonly tools: ProcessorTools,
  ) {}

  /** Never rejects: what cannot be settled now is handed back to the broker. */
  async process(message: ConsumeMessage, stopping: AbortSignal): Promise<ProcessingResult> {
    const fields = { queue: this.options.queue, messageId: this.loggedId(message) };
    return withLogContext(fields, () => this.settleWithPatience(message, stopping));
  }

  /** An id of a command is a uuid, one of the bank a word; anything else may be personal data. */
  private loggedId(message: ConsumeMessage): string | undefined {
    const id = messageIdOf(message) ?? '';
    const known = this.options.kind === 'command' ? isUuid(id) : /^[\w.:-]+$/.test(id);
    return known ? id : undefined;
  }

  /** Waits out outages of what everything depends on, here and not in a loop through the broker. */
  private async settleWithPatience(
    message: ConsumeMessage,
    stopping: AbortSignal,
  ): Promise<ProcessingResult> {
    const giveUpAt = Date.now() + LONGEST_HOLD_MS;
    for (let tries = 0; await this.mayTry(giveUpAt, stopping); tries += 1) {
      try {
        if (await this.settle(message)) return 'done';
      } catch (error) {
        // The copy for retry or dead letter could not be published: the original stays unacknowledged.
        this.tools.logger.warn('message could not be moved, it is held', toAppError(error));
      }
      await sleep(backoffMs(tries, 250, 5000), stopping);
    }
    return 'hand-back';
  }

  /** Waits at the gate. False: the process stops, or the message was here long enough. */
  private async mayTry(giveUpAt: number, stopping: AbortSignal): Promise<boolean> {
    const { gate } = this.options;
    const leftMs = (): number => (stopping.aborted ? 0 : giveUpAt - Date.now());
    // It may have closed again before this message got its turn.
    while (gate && !gate.isOpen && leftMs() > 0) await gate.wait(leftMs(), stopping);
    return leftMs() > 0;
  }

  /** False: hold the message and try again. */
  private async settle(message: ConsumeMessage): Promise<boolean> {
    const startedAt = process.hrtime.bigint();
    const attempt = await this.attempt(message);
    const { error } = attempt;
    const decision = error
      ? decide(error, failuresOf(message) + 1, this.tools.schedule.maxAttempts)
      : ({ action: 'ack' } as const);
    const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    this.tools.metrics.handled(this.options.queue, error ? decision.action : 'done', seconds);
    if (error) this.report(error, decision.action);
    if (decision.action === 'hold') return false;
    if (decision.action === 'retry') await this.retryLater(message, decision);
    if (decision.action === 'dead-letter') await this.bury(attempt, decision.alert);
    return true;
  }

  private async attempt(message: ConsumeMessage): Promise<Attempt> {
    let context: MessageContext | undefined;
    try {
      const incoming = this.options.read(message, this.options.queue);
      const fresh = new MessageContext(incoming);
      context = fresh;
      const fields = { type: incoming.type, traceId: traceIdOf(incoming.traceparent) };
      await withLogContext(fields, () => this.options.dispatch(incoming, fresh));
      return { message, context };
    } catch (error) {
      return { message, context, error: toAppError(error) };
    }
  }

  private report(error: AppError, action: string): void {
    if (action === 'ack') return;
    const level = action === 'dead-letter' ? 'error' : 'warn';
    this.tools.logger[level]('message not handled', { ...fieldsOf(error), outcome: action });
  }

  private async retryLater(
    message: ConsumeMessage,
    { retryAfterMs, counts }: Extract<Decision, { action: 'retry' }>,
  ): Promise<void> {
    const { schedule } = this.tools;
    const delayMs = counts
      ? schedule.delayMs(failuresOf(message) + 1, retryAfterMs)
      : schedule.askedDelayMs(retryAfterMs);
    await this.move({
      exchange: this.tools.names.retry(delayMs),
      routingKey: this.options.queue,
      body: message.content,
      properties: retryProperties(message, this.tools.clock.now(), counts),
    });
  }

  private async bury({ message, context, error }: Attempt, alert: boolean): Promise<void> {
    if (!error) return;
    const { queue, kind } = this.options;
    const about = { queue, kind, id: context?.message.id };
    await this.move({
      exchange: '',
      routingKey: deadLetterQueueOf(queue),
      body: message.content,
      properties: deadLetterProperties(message, about, error, this.tools.clock.now()),
    });
    this.tools.metrics.buried(queue, error.code);
    await this.announce({ message, context, error, kind, queue, alert });
  }

  /** @throws AppError when there is no queue for the copy: then the original must stay. */
  private async move(copy: PublishRequest): Promise<void> {
    if ((await this.tools.publisher.publish(copy)) === 'confirmed') return;
    throw transientError('COPY_UNROUTABLE', 'The broker has no queue for the copy of a message', {
      holdsQueue: true,
    });
  }

  /** A queue of replies that is full must not bring the message back, which is buried already. */
  private async announce(letter: DeadLetter): Promise<void> {
    try {
      await this.tools.notices.announce(letter);
    } catch (error) {
      if (toAppError(error).holdsQueue) throw error;
      this.tools.logger.warn('notice about a dead letter not sent', toAppError(error));
    }
  }
}

function fieldsOf(error: AppError): Record<string, unknown> {
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  const stack =
    error.code === 'UNEXPECTED' && error.cause instanceof Error
      ? error.cause.stack
          ?.split('\n')
          .filter((line) => line.trimStart().startsWith('at '))
          .slice(0, 6)
          .join('\n')
      : undefined;
  const { code: errorCode, disposition, message: reason, safeDetails } = error;
  return { ...safeDetails, errorCode, disposition, reason, cause, stack };
}
