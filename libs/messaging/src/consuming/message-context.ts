import { BaseRpcContext } from '@nestjs/microservices';
import { type CloudEvent } from '@lk/contracts';

interface Common {
  /** The message id: the event's or the command's identity. */
  readonly id: string;
  /** Event type or command name. */
  readonly type: string;
  readonly queue: string;
  /** How often handling it failed before. */
  readonly failures: number;
  readonly traceparent?: string;
}

export interface IncomingEvent extends Common {
  readonly kind: 'event';
  readonly event: CloudEvent;
}

export interface IncomingCommand extends Common {
  readonly kind: 'command';
  readonly body: object;
  readonly replyTo?: string;
  readonly correlationId?: string;
}

export type Incoming = IncomingEvent | IncomingCommand;

/** What a handler gets beside its payload, through Nest's `@Ctx()`. */
export class MessageContext<T extends Incoming = Incoming> extends BaseRpcContext<[T]> {
  /** Set once the caller has been answered, so that a dead letter does not answer a second time. */
  answered = false;

  constructor(readonly message: T) {
    super([message]);
  }
}

export type EventContext = MessageContext<IncomingEvent>;
export type CommandContext = MessageContext<IncomingCommand>;
