import { startTestService, type TestService } from '@lk/testing';
import { BANK_SIMULATOR } from '../../bank-simulator/src/bank-simulator.service';

const TOKEN = 'sample-bank-token';
export const NOMINAL_ACCOUNT = '40702810900000000001';

/** A rule of the simulator's faults; its README tells the fields. */
export interface BankFault {
  readonly path: string;
  readonly [field: string]: string | number | boolean;
}

/** One request as the bank saw it. */
export interface BankRequestRow {
  readonly method: string;
  readonly path: string;
  readonly status?: number;
  readonly idempotencyKey?: string;
}

/** The bank simulator over real HTTP. Its webhooks go nowhere: tests publish the events themselves. */
export class TestBank {
  private constructor(private readonly service: TestService) {}

  static async start(): Promise<TestBank> {
    const service = await startTestService(BANK_SIMULATOR, {
      SIM_API_TOKEN: TOKEN,
      SIM_WEBHOOK_SECRET: 'sample-webhook-secret',
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
    });
    return new TestBank(service);
  }

  /** How a service comes to this bank; waits are short and the breaker stays out of the way. */
  get environment(): Record<string, string> {
    return {
      TBANK_API_URL: this.service.url,
      TBANK_API_TOKEN: TOKEN,
      TBANK_NOMINAL_ACCOUNT: NOMINAL_ACCOUNT,
      TBANK_RETRY_BASE_MS: '10',
      TBANK_TIMEOUT_MS: '1000',
      TBANK_BREAKER_FAILURES: '1000',
      TBANK_LOOK_UP_DELAYS_MS: '50,100,200',
      TBANK_LIMIT_PER_SECOND: '100',
      TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
    };
  }

  async faults(...rules: BankFault[]): Promise<void> {
    await this.control('PUT', '/faults', { rules });
  }

  async heal(): Promise<void> {
    await this.control('DELETE', '/faults');
  }

  async ledger<T extends object>(section: string): Promise<T[]> {
    const ledger = (await this.control('GET', `/ledger?section=${section}`)) as Record<string, T[]>;
    return ledger[section] ?? [];
  }

  /** How often the bank did that. */
  async effects(kind: string): Promise<number> {
    const effects = await this.ledger<{ kind: string }>('effects');
    return effects.filter((effect) => effect.kind === kind).length;
  }

  /** Requests whose path ends so, oldest first. */
  async requests(ending: string): Promise<BankRequestRow[]> {
    const requests = await this.ledger<BankRequestRow>('requests');
    return requests.filter(({ path }) => path.endsWith(ending));
  }

  async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.service.url}/_sim${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  async stop(): Promise<void> {
    await this.service.stop();
  }
}
