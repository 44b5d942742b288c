import { backoffMs, sleep, toAppError } from '@lk/kernel';
import { type AttemptResult, type Channel, type Delivery } from '../domain/delivery';
import { type RetrySchedule } from '../domain/retry-schedule';
import { type Verdict, verdictOf } from '../domain/verdict';
import { type DeliveryReport } from './delivery-report';
import { WakeUp } from './wake-up';

/** The way to the other side. Never rejects for a reason of the other side. */
export interface DeliveryChannel {
  readonly channel: Channel;
  send(delivery: Delivery): Promise<AttemptResult>;
}

/** The queue in the database. */
export interface DeliveryQueue {
  /** Takes what is due, so that no other copy has it until the lease ends; counts the attempt. */
  claim(channel: Channel, limit: number, leaseMs: number): Promise<readonly Delivery[]>;
  /** Changes nothing when the lease was lost to another copy meanwhile. */
  settle(delivery: Delivery, verdict: Verdict): Promise<void>;
}

export interface DispatcherOptions {
  readonly concurrency: number;
  readonly pollMs: number;
  readonly schedule: RetrySchedule;
  readonly report: DeliveryReport;
}

/**
 * How long a delivery belongs to the copy that took it: the longest attempt (30 s) and storing its
 * result late (40 s) fit in. What a killed copy had taken waits this long.
 */
const LEASE_MS = 90_000;

/** A restart of Postgres takes some seconds; after that the lease lets the delivery be sent again. */
const SETTLE_TRIES = 6;

/**
 * Delivers what is due on one channel, until told to stop. Each channel has its own, so that a
 * cabinet that hangs does not hold up the letters. No transaction is open while the network is used:
 * rows are leased. A crash between sending and storing the result sends again, under the same id.
 */
export class Dispatcher {
  private readonly stopping = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();
  private readonly alarm = new WakeUp();
  private running: Promise<void> | undefined;

  constructor(
    private readonly way: DeliveryChannel,
    private readonly queue: DeliveryQueue,
    private readonly options: DispatcherOptions,
  ) {}

  get channel(): Channel {
    return this.way.channel;
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** There may be something due. */
  wake(): void {
    this.alarm.call();
  }

  stopTaking(): void {
    this.stopping.abort();
    this.wake();
  }

  /** Resolves when every delivery taken has been dealt with; call {@link stopTaking} before. */
  async drain(): Promise<void> {
    await this.running;
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  private async loop(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted;) {
      try {
        const taken = await this.takeDue();
        failures = 0;
        if (taken === 0) await this.alarm.wait(this.options.pollMs);
      } catch (error) {
        failures += 1;
        this.options.report.trouble(this.channel, 'deliveries cannot be read now', error);
        await sleep(backoffMs(failures, 200, 5000), this.stopping.signal);
      }
    }
  }

  private async takeDue(): Promise<number> {
    const free = this.options.concurrency - this.inFlight.size;
    if (free <= 0) return 0;
    const deliveries = await this.queue.claim(this.channel, free, LEASE_MS);
    for (const delivery of deliveries) {
      const work = this.deliver(delivery).finally(() => {
        this.inFlight.delete(work);
        this.wake();
      });
      this.inFlight.add(work);
    }
    return deliveries.length;
  }

  /** Never rejects. */
  private async deliver(delivery: Delivery): Promise<void> {
    const verdict = verdictOf(
      await this.attempt(delivery),
      delivery.attempts,
      this.options.schedule,
    );
    this.options.report.attempted(this.channel, delivery, verdict);
    for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
      try {
        await this.queue.settle(delivery, verdict);
        return;
      } catch (error) {
        this.options.report.trouble(this.channel, 'delivery result cannot be stored now', error);
        await sleep(backoffMs(tries, 200, 5000));
      }
    }
  }

  private async attempt(delivery: Delivery): Promise<AttemptResult> {
    try {
      return await this.way.send(delivery);
    } catch (error) {
      return { kind: 'unavailable', errorCode: toAppError(error).code };
    }
  }
}
