import { toAppError } from '@lk/kernel';
import { type AppLogger, ThrottledLog } from '@lk/platform';
import { type Channel, type Delivery } from '../domain/delivery';
import { type Verdict } from '../domain/verdict';

export type AttemptOutcome = 'delivered' | 'failed' | 'retried';

/**
 * What on call sees of attempts: log lines and figures. Ids and codes only: what was sent and the
 * words of the other side stay out.
 */
export class DeliveryReport {
  private readonly troubles = new ThrottledLog(5000);

  constructor(
    private readonly logger: AppLogger,
    private readonly count: (channel: Channel, outcome: AttemptOutcome) => void,
  ) {}

  attempted(channel: Channel, delivery: Delivery, verdict: Verdict): void {
    this.count(channel, verdict.status === 'pending' ? 'retried' : verdict.status);
    const { id: idempotencyKey, kind, template: type, attempts, dealId } = delivery;
    const fields = { channel, idempotencyKey, kind, type, attempts, dealId };
    if (verdict.status === 'delivered') return this.logger.info('notification delivered', fields);
    const { errorCode } = verdict;
    if (verdict.status === 'failed') {
      return this.logger.error('notification given up', { ...fields, errorCode });
    }
    const again = { ...fields, errorCode, delayMs: verdict.delayMs };
    this.logger.warn('notification not delivered, it is tried again', again);
  }

  /** The table cannot be read or written now; the dispatcher goes on trying. */
  trouble(channel: Channel, line: string, error: unknown): void {
    const { code: errorCode } = toAppError(error);
    this.troubles.write((suppressed) => this.logger.warn(line, { channel, errorCode, suppressed }));
  }
}
