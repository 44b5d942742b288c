import { type Bank } from '../domain/bank';
import { type SimulatorSettings } from '../domain/settings';
import { Timers } from './timers';

/** Settles payments by itself, the way money arrives a moment after it was sent. */
export class SettlementTimer {
  private readonly timers = new Timers();

  constructor(
    private readonly bank: Bank,
    private readonly settings: SimulatorSettings,
  ) {}

  /** A payment that was settled by hand meanwhile is left alone. */
  schedule(paymentId: string): void {
    if (!this.settings.autoSettle) return;
    this.timers.after(this.settings.settleDelayMs, () => {
      const payment = this.bank.payments.find(paymentId);
      if (payment?.status !== 'PENDING') return;
      this.bank.payments.settle(paymentId, { outcome: 'completed' });
    });
  }

  clear(): void {
    this.timers.clear();
  }
}
