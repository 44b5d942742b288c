/** What the bank tells its client about; data carries rubles and the bank's own ids. */
export interface BankEvent {
  type: string;
  data: Record<string, unknown>;
}

/** The request that caused an effect; absent for effects of the control surface and of timers. */
export interface Origin {
  idempotencyKey?: string;
  requestId?: string;
  /** Filled in by the effect, shown in the ledger beside the request. */
  effect?: string;
}

/** One thing that changed at the bank. */
export interface Effect {
  at: string;
  kind: string;
  id: string;
  idempotencyKey?: string;
  requestId?: string;
}

/** What every register of the bank needs from outside. */
export interface BankContext {
  now(): Date;
  newId(): string;
  /** Notes a change in the ledger. */
  effect(kind: string, id: string, origin?: Origin): void;
  /** Hands an event to the webhook sender; never waits. */
  publish(event: BankEvent): void;
}
