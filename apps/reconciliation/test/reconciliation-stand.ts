import { type CloudEvent, eventsQueueOf } from '@lk/contracts';
import { RECONCILIATION_SOURCE } from '@lk/outbox';
import { tbankSchema } from '@lk/tbank-client';
import {
  createTestDatabase,
  eventually,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { Outside } from '../../deal/test/outside';
import { type viewRun } from '../src/adapters/views';
import { type DriftView } from '../src/adapters/views';
import { reconciliationSchema } from '../src/reconciliation.schema';
import { reconciliation } from '../src/reconciliation.service';
import { BankLife } from './bank-life';
import { FixtureOwners } from './fixture-owners';

const TOKEN = 'Bearer sample-internal-token';
export type RunView = ReturnType<typeof viewRun>;

/** No run by itself, no grace: a test asks for what it wants to see. */
export const CALM = {
  RECONCILIATION_DEALS_INTERVAL_MS: '0',
  RECONCILIATION_PAYOUTS_INTERVAL_MS: '0',
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS: '0',
  RECONCILIATION_SWEEP_HOUR_UTC: '-1',
  RECONCILIATION_STALE_AFTER_MS: '0',
  RECONCILIATION_GRACE_MS: '0',
  RECONCILIATION_POLL_MS: '20',
  RECONCILIATION_LEASE_MS: '3000',
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '100',
};

export interface Published {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Real: Postgres, RabbitMQ, the service, the bank simulator. Test doubles: the owners of records
 * ({@link FixtureOwners}), whose consumers take what was published off the real queues.
 */
export class ReconciliationStand {
  readonly published: Published[] = [];
  /** The owners do not apply what they read while false. */
  applying = true;

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly life: BankLife,
    readonly owners: FixtureOwners,
    readonly outside: Outside,
    readonly environment: Record<string, string>,
    readonly service: TestService,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<ReconciliationStand> {
    const database = await createTestDatabase([tbankSchema, reconciliationSchema]);
    const [broker, life] = await Promise.all([TestBroker.open(), BankLife.start()]);
    const owners = await FixtureOwners.start();
    const urls = { DEAL_URL: owners.url, PAYOUT_URL: owners.url, SELF_EMPLOYED_URL: owners.url };
    const all = {
      ...testEnvironment(database.url, broker),
      ...life.bank.environment,
      ...{ ...CALM, ...urls, ...environment },
    };
    const service = await startTestService(reconciliation, all);
    const outside = await Outside.open(broker, ['reconciliation.commands']);
    const stand = new ReconciliationStand(database, broker, life, owners, outside, all, service);
    await stand.listen();
    return stand;
  }

  /** Forgets everything but the service. */
  async reset(): Promise<void> {
    await this.life.bank.control('POST', '/reset');
    const { deals, payouts, people, receipts } = this.owners;
    for (const map of [deals, payouts, people, receipts]) map.clear();
    this.owners.failing = false;
    this.applying = true;
    this.published.length = 0;
    const tables = 'drifts, drift_history, runs, findings, seen, unmatched, marks';
    await this.database.query(
      `TRUNCATE ${tables.replace(/\w+/g, 'reconciliation.$&')}, reconciliation.open_samples`,
    );
  }

  async close(): Promise<void> {
    await this.service.stop();
    await Promise.all([this.owners.stop(), this.life.bank.stop()]);
    await this.broker.drop();
    await this.database.drop();
  }

  /** Asks for a run and waits until it has ended. */
  async run(body: object, actor = 'tester'): Promise<RunView> {
    const { runId } = await this.ask<RunView>('POST', '/runs', body, actor);
    return this.ended(runId);
  }

  ended(runId: string): Promise<RunView> {
    return eventually(
      async () => {
        const run = await this.ask<RunView>('GET', `/runs/${runId}`);
        if (run.finishedAt === null) throw new Error(`The run is ${run.state} in ${run.phase}`);
        return run;
      },
      { timeoutMs: 40_000, intervalMs: 20 },
    );
  }

  async drifts(query = ''): Promise<DriftView[]> {
    return (await this.ask<{ drifts: DriftView[] }>('GET', `/drifts?${query}`)).drifts;
  }

  async ask<T>(method: string, path: string, body?: object, actor?: string): Promise<T> {
    const answer = await this.request(method, path, body, actor);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  request(method: string, path: string, body?: object, actor?: string): Promise<Response> {
    return fetch(`${this.service.url}/reconciliation${path}`, {
      method,
      headers: {
        authorization: TOKEN,
        ...(body && { 'content-type': 'application/json' }),
        ...(actor !== undefined && { 'x-actor': actor }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  private async listen(): Promise<void> {
    const { channel, names } = this.broker;
    for (const service of ['deal', 'payout', 'self-employed-risk']) {
      const queue = names.of(eventsQueueOf(service));
      await channel.consume(queue, (message) => message && this.take(message.content), {
        noAck: true,
      });
    }
  }

  private take(content: Buffer): void {
    const event = JSON.parse(content.toString()) as CloudEvent;
    if (event.source !== RECONCILIATION_SOURCE) return;
    this.published.push(event);
    if (this.applying) this.owners.apply(event.type, event.data);
  }
}
