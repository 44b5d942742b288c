import { type AppError, type Clock, deterministicId, isUuid } from '@lk/kernel';
import { type CommandReply, EXCHANGES, HEADERS } from '@lk/contracts';
import { type ConsumeMessage } from 'amqplib';
import { type MessagePublisher } from '../publishing/message-publisher';
import {
  eventMessage,
  newEvent,
  replyMessage,
  subjectOfCommand,
} from '../publishing/outgoing-message';
import { type MessageContext } from './message-context';
import { messageIdOf, replyAddress, routingKeyOf, textHeader } from './read-message';

export interface DeadLetter {
  readonly message: ConsumeMessage;
  readonly context?: MessageContext;
  readonly error: AppError;
  readonly kind: 'event' | 'command';
  readonly queue: string;
  readonly alert: boolean;
}

/**
 * Tells who waits: the caller of a command gets its answer, the cabinet the event about it, on call
 * an alert for a bug. Published directly and not by the outbox, because the database may be what failed.
 */
export class DeadLetterNotices {
  constructor(
    private readonly service: string,
    private readonly publisher: MessagePublisher,
    private readonly clock: Clock,
  ) {}

  async announce(letter: DeadLetter): Promise<void> {
    if (letter.kind === 'command' && letter.context?.answered !== true) await this.answer(letter);
    // An alert that cannot be handled must not raise an alert that cannot be handled.
    if (letter.alert && routingKeyOf(letter.message) !== 'alert.raised') await this.alert(letter);
  }

  private async answer({ message, context, error }: DeadLetter): Promise<void> {
    const reply = failedReply(error);
    const commandId = context?.message.id ?? messageIdOf(message) ?? '';
    const { replyTo, correlationId } = replyAddress(message);
    if (replyTo) await this.tryReply({ replyTo, correlationId, commandId }, reply);
    const command = routingKeyOf(message);
    const event = newEvent({
      id: deterministicId('command-outcome', commandId, reply.status, error.code),
      source: this.service,
      type: `command.${reply.status}`,
      time: this.clock.now(),
      subject:
        context?.message.kind === 'command' ? subjectOfCommand(context.message.body) : undefined,
      parentTrace: traceOf(message, context),
      // What is no id may be anything; the sender knows it from the reply, others need not.
      data: { commandId: isUuid(commandId) ? commandId : '', command, error: reply.error },
    });
    await this.publisher.publish(eventMessage(EXCHANGES.lkEvents, event, 'drop'));
  }

  /**
   * RabbitMQ closes the connection over a malformed direct reply address, so such an answer gets one
   * attempt: it must not bring the message back for ever.
   */
  private async tryReply(
    to: Parameters<typeof replyMessage>[0],
    reply: CommandReply,
  ): Promise<void> {
    const direct = to.replyTo.startsWith('amq.rabbitmq.reply-to');
    const sent = this.publisher.publish(replyMessage(to, reply));
    await (direct ? sent.catch(() => undefined) : sent);
  }

  private async alert({ message, context, error, queue }: DeadLetter): Promise<void> {
    const event = newEvent({
      id: deterministicId('dead-letter-alert', queue, messageIdOf(message) ?? '', error.code),
      source: this.service,
      type: 'alert.raised',
      time: this.clock.now(),
      parentTrace: traceOf(message, context),
      data: {
        code: error.code,
        severity: 'critical',
        summary: error.message,
        dedupKey: `${queue}:${error.code}`,
        details: { queue, ...error.safeDetails },
      },
    });
    await this.publisher.publish(eventMessage(EXCHANGES.lkEvents, event, 'drop'));
  }
}

function traceOf(message: ConsumeMessage, context?: MessageContext): string | undefined {
  return context?.message.traceparent ?? textHeader(message, HEADERS.traceparent);
}

/**
 * Refused for good, or given up after the last attempt. What the bank may have done is not to be asked
 * for again: a person decides about it.
 */
export function failedReply(error: AppError): Extract<CommandReply, { error: unknown }> {
  const { code, message } = error;
  const permanent = error.disposition === 'permanent';
  return {
    status: permanent ? 'rejected' : 'failed',
    error: { code, message, retryable: !permanent && error.disposition !== 'unknown-outcome' },
  };
}
