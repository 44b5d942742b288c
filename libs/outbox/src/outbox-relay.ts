import { type AppError, backoffMs, sleep, toAppError, transientError } from '@lk/kernel';
import { deadLetterQueueOf, eventsQueueOf, HEADERS } from '@lk/contracts';
import { type MessagePublisher, type OutgoingMessage, type PublishOutcome } from '@lk/messaging';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type AppLogger, ThrottledLog } from '@lk/platform';
import { type OutboxListener } from './outbox-listener';
import { type OutboxMetrics } from './outbox-metrics';

interface OutboxRow {
  id: string;
  message_id: string;
  exchange: string;
  routing_key: string;
  content_type: string;
  correlation_id: string | null;
  headers: Record<string, string | number>;
  body: Buffer;
  on_unroutable: OutgoingMessage['onUnroutable'];
  attempts: number;
}

/**
 * Copies of a relay share the table by skipping each other's rows. The rows stay locked while their
 * confirms are awaited: nobody else ever wants them, a process that dies frees them at once, and the
 * wait is bounded by the publish time-out. The other way, a lease, costs a second write per message
 * and sends twice when a lease runs out.
 */
const TAKE = `
  SELECT id, message_id, exchange, routing_key, content_type, correlation_id, headers, body,
         on_unroutable, attempts
  FROM outbox WHERE next_attempt_at <= now()
  ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`;
const DELETE = 'DELETE FROM outbox WHERE id = ANY($1::bigint[])';
const POSTPONE = `
  UPDATE outbox SET attempts = attempts + 1, next_attempt_at = now() + $2 * interval '1 ms'
  WHERE id = ANY($1::bigint[])`;

/** In flight at once: beyond some hundred confirms the broker is no faster. */
const BATCH = 500;
/** Lost connections in a row before messages are sent one by one, and before an answer is let go. */
const LOSSES_BEFORE_CARE = 2;
/** Without a notification (it was lost with its connection) the table is looked at this often. */
const IDLE_POLL_MS = 1000;

/** Sends what the outbox holds, oldest first, until told to stop. Any number of copies may run. */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private readonly trouble = new ThrottledLog(5000);
  private running: Promise<void> | undefined;
  /** Batches in a row that lost their connection while being sent. */
  private losses = 0;

  constructor(
    private readonly service: string,
    private readonly transactions: TransactionRunner,
    private readonly publisher: MessagePublisher,
    private readonly listener: OutboxListener,
    private readonly metrics: OutboxMetrics,
    private readonly logger: AppLogger,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Sends what is stored now, once more, and stops. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.listener.wake();
    await this.running;
    if (this.publisher.ready) await this.sendBatch().catch(() => 0);
  }

  private async loop(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        const sent = this.publisher.ready ? await this.sendBatch() : 0;
        failures = 0;
        if (sent === 0) await this.listener.wait(IDLE_POLL_MS);
      } catch (error) {
        failures += 1;
        this.report(toAppError(error));
        await sleep(backoffMs(failures, 100, 5000), this.stopping.signal);
      }
    }
  }

  /** @returns how many rows left the table */
  private sendBatch(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const rows = await tx.query<OutboxRow[]>(TAKE, [this.batchSize]);
      if (rows.length === 0) return 0;
      const results = await Promise.allSettled(rows.map((row) => this.send(row)));
      const done = rows.filter((_, index) => results[index]?.status === 'fulfilled');
      if (done.length > 0) await tx.query(DELETE, [done.map(({ id }) => id)]);
      const culprit = this.countLoss(results) ? rows[0] : undefined;
      if (culprit) await this.punish(tx, culprit);
      else await this.postpone(tx, rows, results);
      this.metrics.sent(done.length);
      return done.length;
    });
  }

  /**
   * One by one after two batches that lost their connection: some message may be what the broker
   * chokes on (RabbitMQ closes the connection over a malformed direct reply address), and alone it
   * is found.
   */
  private get batchSize(): number {
    return this.losses < LOSSES_BEFORE_CARE ? BATCH : 1;
  }

  /** True when a message that was sent alone lost the connection. */
  private countLoss(results: readonly PromiseSettledResult<void>[]): boolean {
    const alone = this.batchSize === 1;
    const lost = results.some((result) => result.status === 'rejected' && !isOwnFault(result));
    this.losses = lost ? this.losses + 1 : 0;
    return lost && alone;
  }

  /** Out of the way of the others; an answer that nobody can get is let go in the end. */
  private async punish(tx: Transaction, row: OutboxRow): Promise<void> {
    this.losses = 0;
    if (row.on_unroutable === 'drop' && row.attempts >= LOSSES_BEFORE_CARE) {
      this.logger.error('message dropped, the broker closes the connection over it', {
        messageId: row.message_id,
      });
      await tx.query(DELETE, [[row.id]]);
      return;
    }
    await tx.query(POSTPONE, [[row.id], backoffMs(row.attempts, 500, 60_000)]);
  }

  private async send(row: OutboxRow): Promise<void> {
    const message = toMessage(row);
    const outcome: PublishOutcome = await this.publisher.publish(message);
    if (message.onUnroutable === 'park') return this.park(message);
    if (outcome === 'unroutable' && message.onUnroutable === 'retry') throw unroutable();
  }

  private async park(message: OutgoingMessage): Promise<void> {
    const queue = deadLetterQueueOf(eventsQueueOf(this.service));
    const parked = await this.publisher.park(message, queue, parkedHeaders(message, new Date()));
    if (parked === 'unroutable') throw unroutable();
  }

  private async postpone(
    tx: Transaction,
    rows: readonly OutboxRow[],
    results: readonly PromiseSettledResult<void>[],
  ): Promise<void> {
    const failure = results.find((result) => result.status === 'rejected');
    if (!failure) return;
    this.report(toAppError(failure.reason));
    const [first, ...others] = rows.filter((_, index) => isOwnFault(results[index]));
    if (!first) return;
    const delayMs = backoffMs(first.attempts, 500, 60_000);
    await tx.query(POSTPONE, [[first, ...others].map(({ id }) => id), delayMs]);
  }

  private report(error: AppError): void {
    this.metrics.failed();
    this.trouble.write((suppressed) =>
      this.logger.warn('outbox cannot be sent now', { errorCode: error.code, suppressed }),
    );
  }
}

function toMessage(row: OutboxRow): OutgoingMessage {
  return {
    messageId: row.message_id,
    exchange: row.exchange,
    routingKey: row.routing_key,
    contentType: row.content_type,
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
    headers: row.headers,
    body: row.body,
    onUnroutable: row.on_unroutable,
  };
}

const unroutable = (): AppError =>
  transientError('UNROUTABLE', 'No queue takes this message, it is tried again');

/** Failed for a reason of its own, so that it must not block the head of the table meanwhile. */
function isOwnFault(result: PromiseSettledResult<void> | undefined): boolean {
  return result?.status === 'rejected' && toAppError(result.reason).code !== 'BROKER_UNAVAILABLE';
}

/** The same headers as any dead letter has, for the same tools. */
function parkedHeaders(message: OutgoingMessage, now: Date): OutgoingMessage['headers'] {
  const at = now.toISOString();
  return {
    [HEADERS.originQueue]: '',
    [HEADERS.exchange]: message.exchange,
    [HEADERS.routingKey]: message.routingKey,
    [HEADERS.errorCode]: 'NO_CONSUMER',
    [HEADERS.errorMessage]: 'No service reads messages of this type',
    [HEADERS.attempts]: 1,
    [HEADERS.firstFailedAt]: at,
    [HEADERS.lastFailedAt]: at,
    [HEADERS.eventId]: message.messageId,
  };
}
