import { HEADERS } from '@lk/contracts';
import { traceIdOf } from '@lk/kernel';
import { brokerDeathOf } from '../broker-death';

/** On replayed messages: the job and the place in it. Nothing personal. */
export const REPLAY_HEADERS = { job: 'x-replay-job', item: 'x-replay-item' } as const;

/** Properties of a message as the broker takes them. */
export interface CopyProperties {
  readonly messageId: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly type?: string;
  readonly appId?: string;
  readonly timestamp?: number;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

type Stored = Readonly<Record<string, unknown>>;

/** A pseudo queue: the broker refuses it from anybody who does not consume from it. */
const DIRECT_REPLY = 'amq.rabbitmq.reply-to';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * The message as it was, with its identity and its reply address; attempts begin anew. Only what is
 * named here goes on: the broker's accounts of deaths would make a later retry vanish, `expiration`
 * would let it die, `userId` would be refused.
 */
export function replayProperties(
  properties: Stored,
  origin: { readonly exchange: string | null; readonly routingKey: string | null },
  marks: Readonly<Record<string, string | number>>,
): CopyProperties {
  const replyTo = text(properties.replyTo);
  const found = {
    contentType: text(properties.contentType),
    contentEncoding: text(properties.contentEncoding),
    type: text(properties.type),
    appId: text(properties.appId),
    timestamp: typeof properties.timestamp === 'number' ? properties.timestamp : undefined,
    replyTo: replyTo === DIRECT_REPLY ? undefined : replyTo,
    correlationId: text(properties.correlationId),
  };
  return {
    ...defined(found),
    messageId: text(properties.messageId) ?? '',
    headers: { ...originHeaders(properties, origin), ...marks },
  };
}

function originHeaders(
  properties: Stored,
  origin: { readonly exchange: string | null; readonly routingKey: string | null },
): Record<string, string> {
  const headers = headersOf(properties);
  const death = brokerDeathOf(headers);
  const trace = text(headers[HEADERS.traceparent]);
  return defined({
    [HEADERS.traceparent]: traceIdOf(trace) === undefined ? undefined : trace,
    [HEADERS.routingKey]:
      text(headers[HEADERS.routingKey]) ?? death?.routingKey ?? origin.routingKey ?? undefined,
    [HEADERS.exchange]:
      text(headers[HEADERS.exchange]) ?? death?.exchange ?? origin.exchange ?? undefined,
  });
}

function headersOf({ headers }: Stored): Stored {
  return typeof headers === 'object' && headers !== null ? (headers as Stored) : {};
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
