import { pauseAfterAttempt } from '../../domain/retry-schedule';
import { type SimulatorSettings } from '../../domain/settings';
import { Timers } from '../timers';
import { type WebhookMessage } from './webhook-message';
import { type AttemptResult, isDelivered, postWebhook } from './webhook-transport';
import { WorkQueue } from './work-queue';

/** One webhook in the ledger. */
export interface WebhookRow {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
  attempts: number;
  delivered: boolean;
  /** HTTP status of the last attempt, or the name of its failure. */
  lastStatus?: AttemptResult;
  /** A second copy sent by an injected fault. */
  duplicate?: boolean;
  /** Never sent, by an injected fault. */
  dropped?: boolean;
}

/**
 * Delivers with the bank's rule: 2xx is delivered, at most 5 attempts. A waiting repeat holds no
 * place in the queue, so a dead receiver never delays other events or the bank's answers.
 */
export class WebhookSender {
  private readonly queue: WorkQueue;
  private readonly timers = new Timers();
  private readonly rowList: WebhookRow[] = [];
  /** Grows with each reset: an attempt under way then must not repeat itself into the new life. */
  private life = 0;

  constructor(
    private readonly settings: SimulatorSettings,
    concurrency: number,
    private readonly now: () => Date,
  ) {
    this.queue = new WorkQueue(concurrency);
  }

  /** Notes the event in the ledger without sending it. */
  record(message: WebhookMessage, marks: Partial<WebhookRow> = {}): WebhookRow {
    const { id, type } = message;
    const createdAt = this.now().toISOString();
    const row: WebhookRow = { id, type, createdAt, attempts: 0, delivered: false, ...marks };
    this.rowList.push(row);
    return row;
  }

  /** Starts the delivery; the promise tells the result of the first attempt. */
  send(message: WebhookMessage, row: WebhookRow): Promise<AttemptResult> {
    if (this.settings.webhookUrl === '') return Promise.resolve('NO_WEBHOOK_URL');
    return new Promise((resolve) => {
      this.queue.add(async () => resolve(await this.attempt(message, row)));
    });
  }

  rows(): readonly WebhookRow[] {
    return this.rowList;
  }

  clear(): void {
    this.life += 1;
    this.queue.clear();
    this.timers.clear();
    this.rowList.length = 0;
  }

  private async attempt(message: WebhookMessage, row: WebhookRow): Promise<AttemptResult> {
    const { life } = this;
    row.attempts += 1;
    const result = await postWebhook(message, this.settings);
    row.lastStatus = result;
    row.delivered = isDelivered(result);
    const pauseMs = pauseAfterAttempt(row.attempts, this.settings.webhookRetryScale);
    const repeat = !row.delivered && life === this.life;
    if (repeat && pauseMs !== undefined) this.repeatAfter(pauseMs, message, row);
    return result;
  }

  private repeatAfter(pauseMs: number, message: WebhookMessage, row: WebhookRow): void {
    this.timers.after(pauseMs, () => {
      this.queue.add(async () => void (await this.attempt(message, row)));
    });
  }
}
