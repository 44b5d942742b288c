import { randomUUID } from 'node:crypto';
import { Bank } from '../domain/bank';
import { type BankEvent, type Origin } from '../domain/bank-context';
import { FaultPlan } from '../domain/fault-plan';
import { IdempotencyStore } from '../domain/idempotency-store';
import { Ledger } from '../domain/ledger';
import { RateLimiter } from '../domain/rate-limiter';
import { type SimulatorSettings } from '../domain/settings';
import { initialSettings, type SimulatorConfig } from '../simulator.config';
import { BankTimers } from './bank-timers';
import { BrokenConnections } from './http/broken-connections';
import { FaultyPublisher } from './webhooks/faulty-publisher';
import { WebhookSender } from './webhooks/webhook-sender';

/** Everything the simulator remembers, wired together; one instance for the whole process. */
export class SimulatorState {
  readonly settings: SimulatorSettings;
  readonly ledger: Ledger;
  readonly faults = new FaultPlan();
  readonly keys = new IdempotencyStore();
  readonly limiter = new RateLimiter();
  readonly sender: WebhookSender;
  readonly publisher: FaultyPublisher;
  readonly bank: Bank;
  readonly timers: BankTimers;
  readonly connections = new BrokenConnections();

  constructor(config: SimulatorConfig) {
    const now = () => new Date();
    this.settings = initialSettings(config);
    this.ledger = new Ledger(config.SIM_LEDGER_MAX_REQUESTS, now);
    this.sender = new WebhookSender(this.settings, config.SIM_WEBHOOK_CONCURRENCY, now);
    this.publisher = new FaultyPublisher(this.sender, this.faults, now);
    this.timers = new BankTimers(() => this.bank, this.settings);
    const context = {
      now,
      newId: randomUUID,
      effect: (kind: string, id: string, origin?: Origin) =>
        this.ledger.recordEffect(kind, id, origin),
      publish: (event: BankEvent) => void this.publisher.publish(event),
    };
    this.bank = new Bank(context, (register) => this.timers.receipt(register));
  }

  /** As after a start, except for the settings. */
  reset(): void {
    this.stop();
    this.bank.clear();
    this.ledger.clear();
    this.faults.clear();
    this.keys.clear();
    this.limiter.clear();
  }

  /** Cancels all that is still to happen. */
  stop(): void {
    this.timers.clear();
    this.connections.release();
    this.publisher.clear();
    this.sender.clear();
  }
}
