import {
  type AppError,
  canonicalJson,
  deterministicId,
  type JsonObject,
  sha256Hex,
  systemClock,
  toAppError,
} from '@lk/kernel';
import { type CommandReply, EXCHANGES } from '@lk/contracts';
import {
  type CommandContext,
  eventMessage,
  type IncomingCommand,
  newEvent,
  type OutgoingMessage,
  replyMessage,
  subjectOfCommand,
} from '@lk/messaging';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { CommandLocks } from './command-locks';
import { type CommandIdentity, CommandLog } from './command-log';
import { CommandRefusal } from './command-refusal';
import { Outbox } from './outbox';

/** A command in the order in which it can be interrupted and continued at any line. */
export interface CommandSteps<R> {
  /**
   * Commands with the same lock run one after another, over all processes; also the subject under
   * which the command is found later.
   */
  readonly lock: string;
  /**
   * First transaction: what must be stored before anybody outside is asked. Runs again after a
   * crash, so it writes only what is missing. Throws {@link CommandRefusal} to refuse.
   */
  readonly prepare?: (tx: Transaction) => Promise<void>;
  /** Outside any transaction: calls to the bank and to other services. Safe to repeat. */
  readonly call: () => Promise<R>;
  /** Second transaction: the effect. Returns the result the caller is told. */
  readonly settle: (tx: Transaction, outcome: R) => Promise<JsonObject>;
  /** In the transaction that records a final refusal by the bank. */
  readonly refused?: (tx: Transaction, error: AppError) => Promise<void>;
}

/** The service's own name, as the source of its events. */
export class ServiceName {
  constructor(readonly value: string) {}
}

/** The frame of every command handler: done once per command id, answered at every delivery. */
@Injectable()
export class CommandHandling {
  constructor(
    private readonly service: ServiceName,
    private readonly transactions: TransactionRunner,
    private readonly locks: CommandLocks,
    private readonly log: CommandLog,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @throws AppError what a step threw when it is not decided yet (transient), or decided and worth
   * a dead letter (refused by the bank; the caller has been answered).
   */
  async run<R>(context: CommandContext, steps: CommandSteps<R>): Promise<void> {
    const { message } = context;
    await this.locks.withLock(steps.lock, async () => {
      try {
        if (await this.begin(message, steps)) return;
        const outcome = await steps.call();
        await this.complete(message, steps, outcome);
      } catch (error) {
        await this.refuse(context, steps, toAppError(error));
      }
    });
  }

  /** True: the command was finished before, and its answer is on its way once more. */
  private begin<R>(message: IncomingCommand, steps: CommandSteps<R>): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const known = await this.log.open(tx, identityOf(message, steps));
      if (known) await this.outbox.add(tx, replies(message, known));
      else await steps.prepare?.(tx);
      return known !== undefined;
    });
  }

  private complete<R>(message: IncomingCommand, steps: CommandSteps<R>, outcome: R): Promise<void> {
    return this.transactions.run(async (tx) => {
      if (await this.log.open(tx, identityOf(message, steps))) return;
      const result = await steps.settle(tx, outcome);
      await this.answer(tx, message, { status: 'completed', result });
    });
  }

  private async refuse<R>(
    context: CommandContext,
    steps: CommandSteps<R>,
    error: AppError,
  ): Promise<void> {
    if (error.disposition !== 'permanent' || error.code === 'COMMAND_ID_REUSED') throw error;
    const { code, message: text } = error;
    await this.transactions.run(async (tx) => {
      if (await this.log.open(tx, identityOf(context.message, steps))) return;
      await steps.refused?.(tx, error);
      const reply: CommandReply = {
        status: 'rejected',
        error: { code, message: text, retryable: false },
      };
      await this.answer(tx, context.message, reply);
    });
    context.answered = true;
    if (!(error instanceof CommandRefusal)) throw error;
  }

  private async answer(
    tx: Transaction,
    message: IncomingCommand,
    reply: CommandReply,
  ): Promise<void> {
    await this.log.finish(tx, message.id, reply);
    const about = reply.status === 'completed' ? { result: reply.result } : { error: reply.error };
    const event = newEvent({
      id: deterministicId('command-outcome', message.id, reply.status),
      source: this.service.value,
      type: `command.${reply.status}`,
      time: systemClock.now(),
      subject: subjectOfCommand(message.body),
      parentTrace: message.traceparent,
      data: { commandId: message.id, command: message.type, ...about },
    });
    await this.outbox.add(tx, [
      ...replies(message, reply),
      eventMessage(EXCHANGES.lkEvents, event),
    ]);
  }
}

function identityOf(
  { id, type: command, body }: IncomingCommand,
  { lock: subject }: { readonly lock: string },
): CommandIdentity {
  return { id, command, bodyHash: sha256Hex(canonicalJson(body)), subject };
}

function replies(message: IncomingCommand, reply: CommandReply): OutgoingMessage[] {
  const { id: commandId, replyTo, correlationId } = message;
  return replyTo ? [replyMessage({ replyTo, correlationId, commandId }, reply)] : [];
}
