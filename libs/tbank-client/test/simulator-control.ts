/** One request as the simulator's ledger has it. */
export interface LedgerRequest {
  readonly method: string;
  readonly path: string;
  readonly arrivedMs: number;
  /** Absent while under way, and when the connection was closed without an answer. */
  readonly status?: number;
  readonly idempotencyKey?: string;
  readonly requestId: string;
  readonly replayed: boolean;
  /** Of the client's certificate. */
  readonly certificateSerial?: string;
}

export interface LedgerPayment {
  readonly paymentId: string;
  readonly idempotencyKey: string;
  readonly amountKopecks: string;
}

/** The control surface of the simulator, as its README describes it. */
export class SimulatorControl {
  constructor(private readonly url: string) {}

  /** Everything but the settings; connections that it held are let go. */
  async reset(): Promise<void> {
    await this.ask('POST', '/reset');
  }

  /** Requests for payments go wrong like this; what went wrong before does no longer. */
  async fault(rule: object): Promise<void> {
    await this.ask('PUT', '/faults', { rules: [{ path: '/payments', ...rule }] });
  }

  async noFaults(): Promise<void> {
    await this.ask('DELETE', '/faults');
  }

  /** Oldest first. */
  requests(): Promise<LedgerRequest[]> {
    return this.ledger('requests');
  }

  payments(): Promise<LedgerPayment[]> {
    return this.ledger('payments');
  }

  async tlsPort(): Promise<number> {
    const { tlsPort } = (await this.ask('GET', '/settings')) as { tlsPort: number };
    return tlsPort;
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/_sim${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  private async ledger<T>(section: string): Promise<T[]> {
    const answer = await this.ask('GET', `/ledger?section=${section}`);
    return (answer as Record<string, T[]>)[section] ?? [];
  }
}
