import { type BankEvent } from '../../domain/bank-context';
import { type FaultPlan } from '../../domain/fault-plan';
import { ReorderBuffer } from '../../domain/reorder-buffer';
import { Timers } from '../timers';
import { messageOf, type WebhookMessage } from './webhook-message';
import { type WebhookRow, type WebhookSender } from './webhook-sender';

/** An incomplete reorder window is sent after this silence, so that the last events arrive too. */
const REORDER_SILENCE_MS = 200;

interface Held {
  message: WebhookMessage;
  row: WebhookRow;
}

/** Stands between the bank and the sender and spoils what the fault plan says. */
export class FaultyPublisher {
  private readonly buffer = new ReorderBuffer<Held>();
  private readonly silence = new Timers();
  private readonly delays = new Timers();

  constructor(
    private readonly sender: WebhookSender,
    private readonly faults: FaultPlan,
    private readonly now: () => Date,
  ) {}

  /** Returns at once with the id of the event. */
  publish(event: BankEvent): string {
    return this.publishMessage(messageOf(event, this.now()));
  }

  publishMessage(message: WebhookMessage): string {
    const { dropRate, duplicateRate } = this.faults.webhooks;
    if (this.happens(dropRate)) {
      this.sender.record(message, { dropped: true });
      return message.id;
    }
    this.reorder({ message, row: this.sender.record(message) });
    if (this.happens(duplicateRate)) {
      this.reorder({ message, row: this.sender.record(message, { duplicate: true }) });
    }
    return message.id;
  }

  clear(): void {
    this.silence.clear();
    this.delays.clear();
    this.buffer.flush(this.faults.webhookRandom);
  }

  /** A rate of 0 draws no number, so that switching one fault on does not shift another one. */
  private happens(rate: number): boolean {
    return rate > 0 && this.faults.webhookRandom() < rate;
  }

  private reorder(held: Held): void {
    const { reorderWindow } = this.faults.webhooks;
    const ready = this.buffer.add(held, reorderWindow, this.faults.webhookRandom);
    this.silence.clear();
    if (ready.length > 0) this.release(ready);
    else this.silence.after(REORDER_SILENCE_MS, () => this.releaseHeld());
  }

  private releaseHeld(): void {
    this.release(this.buffer.flush(this.faults.webhookRandom));
  }

  private release(ready: Held[]): void {
    const { delayMs } = this.faults.webhooks;
    const send = () => {
      for (const { message, row } of ready) void this.sender.send(message, row);
    };
    if (delayMs === 0) send();
    else this.delays.after(delayMs, send);
  }
}
