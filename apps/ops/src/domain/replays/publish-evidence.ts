/** What the broker showed at one moment. */
export interface BrokerSight {
  /** Milliseconds of a clock that never goes back. */
  readonly at: number;
  /** Messages that wait in the queues the message was sent to. */
  readonly ready: number;
  /** Consumers of those queues, of the one that has fewest. */
  readonly consumers: number;
  /** Messages in all waiting rooms of retries, in which a copy could be. */
  readonly waiting: number;
}

/**
 * Finds out whether a message that was about to be sent when its sender died ever reached the broker.
 * AMQP has no way to ask for one message, so it is shown by exclusion. A message that was published is
 * in its queue, in the hands of a consumer, in a waiting room, or at its end; and an end is seen by
 * other ways (the owner's inbox, or the letter failing again). So when
 *   - the queue was seen empty with consumers attached, twice, `quietMs` apart (longer than a handler
 *     takes: what was in hands at the first sight has come to an end by the second), and
 *   - the waiting rooms were empty at every sight between,
 * and still no end is seen, it was never published. Anything else seen begins the wait anew: in doubt
 * the message is not sent. What was seen is about the messages that were in doubt all the while, and
 * about no later one.
 */
export class PublishEvidence {
  private emptySince: number | undefined;

  constructor(private readonly quietMs: number) {}

  /** @returns whether the message was surely not published */
  see({ at, ready, consumers, waiting }: BrokerSight): boolean {
    if (waiting > 0 || consumers === 0) this.emptySince = undefined;
    else if (ready === 0) this.emptySince ??= at;
    const since = this.emptySince;
    return since !== undefined && ready === 0 && at - since >= this.quietMs;
  }

  /** The broker could not be asked: whatever happened meanwhile was not seen. */
  lost(): void {
    this.emptySince = undefined;
  }
}
