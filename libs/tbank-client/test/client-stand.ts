import { Writable } from 'node:stream';
import { newId } from '@lk/kernel';
import { type Alert, AppLogger, loadConfig, Metrics } from '@lk/platform';
import { createTestDatabase, type TestDatabase, type TestService } from '@lk/testing';
import { startBankSimulator } from '../../testing/src/bank-simulator';
import { type ChangingCall, changingCall } from '../src/bank-call';
import { createTBankClient, type TBankConnection } from '../src/create-client';
import { type TBankClient } from '../src/tbank-client';
import { TBankConfig } from '../src/tbank.config';
import { tbankSchema } from '../src/tbank.schema';
import { type BankPayment } from '../src/wire/answers';
import { SimulatorControl } from './simulator-control';

export const TOKEN = 'token-of-the-tests';
export const ACCOUNT = '40702810900000000001';
export const PAYMENTS = '/api/v1/nominal-accounts/payments';
export const FIRST_PAGE = { offset: 0, limit: 10 };

/** A row of the journal, without its times. */
export interface JournalRow {
  readonly idempotency_key: string;
  readonly operation: string;
  readonly business_id: string;
  readonly attempts: number;
  readonly outcome: string | null;
  readonly http_status: number | null;
  readonly uncertain: boolean;
  readonly is_open: boolean;
  readonly look_ups: number;
  readonly request_id: string | null;
  readonly finished: boolean;
}

/** Variables that win over those of the stand; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The times of the real bank, shortened; limits and breaker out of the way of what is tested. */
const QUICK = {
  TBANK_API_TOKEN: TOKEN,
  TBANK_RETRY_BASE_MS: '10',
  TBANK_TIMEOUT_MS: '500',
  TBANK_BREAKER_FAILURES: '100',
  TBANK_BREAKER_POLL_MS: '100',
  TBANK_LIMIT_PER_SECOND: '100',
  TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '10',
};

/** The whole client over real sockets, with its tables in a real Postgres; the bank is the simulator. */
export class ClientStand {
  readonly bank: SimulatorControl;
  readonly alerts: Alert[] = [];
  /** Every line the clients logged. */
  readonly logs: string[] = [];
  metrics = new Metrics('test');
  private readonly connections: TBankConnection[] = [];
  private statements: Promise<unknown> = Promise.resolve();
  private current: TBankClient | undefined;

  private constructor(
    readonly database: TestDatabase,
    readonly simulator: TestService,
  ) {
    this.bank = new SimulatorControl(simulator.url);
  }

  static async start(simulator: Record<string, string> = {}): Promise<ClientStand> {
    const database = await createTestDatabase([tbankSchema]);
    return new ClientStand(database, await startBankSimulator(TOKEN, simulator));
  }

  async stop(): Promise<void> {
    await this.bank.reset();
    await this.simulator.stop();
    await this.database.drop();
  }

  /** For `beforeEach`: nothing has happened yet, and {@link client} is a new one. */
  async begin(environment: Environment = {}): Promise<void> {
    await this.bank.reset();
    await this.database.query('TRUNCATE tbank.bank_calls, tbank.bank_breaker, tbank.bank_limits');
    await this.database.query('INSERT INTO tbank.bank_breaker DEFAULT VALUES');
    this.alerts.length = 0;
    this.logs.length = 0;
    this.current = this.open(environment);
  }

  /** For `afterEach`. */
  end(): void {
    for (const connection of this.connections.splice(0)) connection.close();
  }

  get client(): TBankClient {
    if (!this.current) throw new Error('begin() comes first');
    return this.current;
  }

  open(environment: Environment = {}): TBankClient {
    return this.connect(environment, (sql, parameters) => this.query(sql, parameters));
  }

  /** A client that can be made to die: from then on it writes nothing down any more. */
  openMortal(environment: Environment = {}): { client: TBankClient; die: () => void } {
    let dead = false;
    const client = this.connect(environment, (sql, parameters) =>
      dead ? new Promise<never>(() => undefined) : this.query(sql, parameters),
    );
    return { client, die: () => (dead = true) };
  }

  journal(): Promise<JournalRow[]> {
    return this.query<JournalRow>(
      `SELECT idempotency_key, operation, business_id, attempts, outcome, http_status, uncertain,
              is_open, look_ups, request_id, finished_at IS NOT NULL AS finished
       FROM tbank.bank_calls ORDER BY first_sent_at`,
    );
  }

  change(id = newId()): ChangingCall {
    return changingCall('payments.create', id);
  }

  pay(
    call = this.change(),
    { amountKopecks = 150_050n, client = this.client, beneficiaryId = 'b-1', purpose = 'Fee' } = {},
  ): Promise<BankPayment> {
    const payment = { beneficiaryId, accountNumber: ACCOUNT, amountKopecks, purpose };
    return client.payments.create(call, payment);
  }

  /** As services do it: looked up first when its outcome is unknown. One payment per beneficiary. */
  perform(
    call: ChangingCall,
    { client = this.client, beneficiaryId = 'b-1' } = {},
  ): Promise<BankPayment> {
    return client.changes.perform({
      call,
      send: () => this.pay(call, { client, beneficiaryId }),
      lookUp: async () => {
        const { results } = await client.payments.list({ beneficiaryId }, FIRST_PAGE, 'look-up');
        return results[0];
      },
    });
  }

  /** Method and key of each request, which tells look-ups from payments and repeats from others. */
  async sent(): Promise<string[]> {
    return (await this.bank.requests()).map(({ method }) => method);
  }

  private connect(
    environment: Environment,
    query: <T>(sql: string, parameters: readonly unknown[]) => Promise<T[]>,
  ): TBankClient {
    const source = { TBANK_API_URL: this.simulator.url, ...QUICK, ...environment };
    this.metrics = new Metrics('test');
    const connection = createTBankClient(loadConfig(TBankConfig, source), {
      service: 'test',
      sql: { query },
      metrics: this.metrics,
      logger: new AppLogger('test', 'debug', this.sink()),
      alerts: { raise: (alert) => Promise.resolve(void this.alerts.push(alert)) },
    });
    this.connections.push(connection);
    return connection.client;
  }

  /** The database of the tests has one connection, which takes one statement at a time. */
  private async query<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const rows = this.statements.then(() => this.database.query(sql, [...parameters]));
    this.statements = rows.catch(() => undefined);
    return (await rows) as T[];
  }

  private sink(): Writable {
    return new Writable({
      write: (line: Buffer, _encoding, done) => {
        this.logs.push(line.toString());
        done();
      },
    });
  }
}
