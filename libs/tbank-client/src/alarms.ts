import { type Clock, systemClock, toAppError } from '@lk/kernel';
import { type Alert, type AlertSender, type AppLogger } from '@lk/platform';
import { type TBankError } from './errors/tbank-errors';

/** Remembered keys of raised alarms; older ones may be raised again, which their key makes harmless. */
const REMEMBERED = 100;

/** Raises what a person must know of, each thing once an hour however many calls fail by it. */
export class Alarms {
  private readonly raised = new Set<string>();

  constructor(
    private readonly logger: AppLogger,
    private readonly sender: AlertSender | undefined,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Refused credentials fail every call, and a broken contract every call of its kind. */
  about({ code, message, safeDetails }: TBankError): void {
    const { operation = null, field = null } = safeDetails;
    const what = code === 'BANK_AUTH' ? 'all' : `${operation}:${field}`;
    const hour = this.clock.now().toISOString().slice(0, 13);
    const dedupKey = `${code}:${what}:${hour}`;
    if (this.raised.has(dedupKey)) return;
    if (this.raised.size >= REMEMBERED) this.raised.clear();
    this.raised.add(dedupKey);
    const alert: Alert = {
      code,
      severity: 'critical',
      summary: message,
      dedupKey,
      details: safeDetails,
    };
    // The call that failed neither waits for it nor fails by it; the next one tries again.
    void this.raise(alert).catch(() => this.raised.delete(dedupKey));
  }

  /** @throws AppError transient when the alert cannot be stored now */
  async raise(alert: Alert): Promise<void> {
    const { code: alertCode } = alert;
    this.logger.error('bank alert', { alertCode });
    try {
      await this.sender?.raise(alert);
    } catch (error) {
      this.logger.error('alert not raised', { alertCode, errorCode: toAppError(error).code });
      throw error;
    }
  }
}
