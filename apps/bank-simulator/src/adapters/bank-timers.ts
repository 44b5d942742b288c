import { type Bank } from '../domain/bank';
import { type SimulatorSettings } from '../domain/settings';
import { Timers } from './timers';

/** What the bank does by itself a moment later, as far as the settings ask for it. */
export class BankTimers {
  private readonly timers = new Timers();

  constructor(
    private readonly bank: () => Bank,
    private readonly settings: SimulatorSettings,
  ) {}

  /** Money arrives. A payment that was settled by hand meanwhile is left alone. */
  settle(paymentId: string): void {
    if (!this.settings.autoSettle) return;
    this.timers.after(this.settings.settleDelayMs, () => {
      const { payments } = this.bank();
      if (payments.find(paymentId)?.status !== 'PENDING') return;
      payments.settle(paymentId, { outcome: 'completed' });
    });
  }

  /** Somebody at the bank looks at an application: DRAFT, half-way PROCESSING, then ACTIVE. */
  activate(recipientId: number): void {
    const { autoActivateMs } = this.settings;
    if (autoActivateMs === 0) return;
    const { selfEmployed } = this.bank();
    const step = autoActivateMs / 2;
    this.timers.after(step, () => {
      selfEmployed.advance(recipientId, 'DRAFT', 'PROCESSING');
      this.timers.after(step, () => selfEmployed.advance(recipientId, 'PROCESSING', 'ACTIVE'));
    });
  }

  /** The tax service answers at once, later, or never. */
  receipt(register: () => void): void {
    const { receiptsEnabled, receiptDelayMs } = this.settings;
    if (!receiptsEnabled) return;
    if (receiptDelayMs === 0) register();
    else this.timers.after(receiptDelayMs, register);
  }

  clear(): void {
    this.timers.clear();
  }
}
