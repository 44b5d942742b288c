import { newId } from '@lk/kernel';
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
import { type DealView } from '../src/adapters/deal.views';
import { dealSchema } from '../src/deal.schema';
import { deal } from '../src/deal.service';
import { Outside } from './outside';
import { TestBank } from './test-bank';

const AUTHORIZED = { headers: { authorization: 'Bearer sample-internal-token' } };

/** Real: Postgres, RabbitMQ, the deal service, the bank simulator. Faked: the ingress and payouts. */
export class DealStand {
  readonly services: TestService[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly bank: TestBank,
    readonly outside: Outside,
    first: TestService,
  ) {
    this.services.push(first);
  }

  static async open(): Promise<DealStand> {
    const database = await createTestDatabase([tbankSchema, dealSchema]);
    const [broker, bank] = await Promise.all([TestBroker.open(), TestBank.start()]);
    const service = await startReady(database, broker, bank);
    const outside = await Outside.open(broker, ['deal.events', 'deal.commands']);
    return new DealStand(database, broker, bank, outside, service);
  }

  /** One more copy of the service. */
  async startCopy(): Promise<TestService> {
    const copy = await startReady(this.database, this.broker, this.bank);
    this.services.push(copy);
    return copy;
  }

  /** Creates a deal by command. */
  async create(body = newDeal()): Promise<{ dealId: string; externalDealId: string }> {
    const reply = await this.outside.send('deal.create', body);
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    return reply.result as { dealId: string; externalDealId: string };
  }

  get(path: string, init: RequestInit = AUTHORIZED): Promise<Response> {
    return fetch(`${this.services[0]?.url}${path}`, init);
  }

  async deal(dealId: string): Promise<DealView> {
    const response = await this.get(`/deals/${dealId}`);
    if (!response.ok) throw new Error(`GET deal answered ${response.status}`);
    return (await response.json()) as DealView;
  }

  /** Runs `publish` and waits until the copies have dealt with `count` more events. */
  async handle(count: number, publish: () => void): Promise<void> {
    const before = await this.handled();
    publish();
    await eventually(async () => expect(await this.handled()).toBe(before + count));
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.bank.stop();
    await this.broker.drop();
    await this.database.drop();
  }

  private async handled(): Promise<number> {
    const counts = await Promise.all(
      this.services.map(async ({ url }) => handledIn(await (await fetch(`${url}/metrics`)).text())),
    );
    return counts.reduce((total, count) => total + count, 0);
  }
}

/** Events that were dealt with, by the service's own metrics; attempts that failed do not count. */
function handledIn(metrics: string): number {
  const labels = /(?=[^}]*deal\.events")(?=[^}]*"done")[^}]*/.source;
  const rows = metrics.matchAll(
    new RegExp(`^message_handling_seconds_count\\{${labels}\\} (\\d+)`, 'gm'),
  );
  return [...rows].reduce((total, [, count]) => total + Number(count), 0);
}

async function startReady(
  database: TestDatabase,
  broker: TestBroker,
  bank: TestBank,
): Promise<TestService> {
  const environment = { ...testEnvironment(database.url, broker), ...bank.environment };
  const service = await startTestService(deal, environment);
  await eventually(async () => {
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });
  return service;
}

/** The body of a `deal.create` with two recipients: 600.30 and 400.20 rubles. */
export function newDeal(more: object = {}) {
  const dealId = newId();
  return {
    dealId,
    amount: 1000.5,
    description: 'Sale of a flat',
    recipients: [
      {
        recipientId: 'agent',
        role: 'agent',
        legalType: 'IP',
        inn: '770000000001',
        splitType: 'percent',
        splitValue: 60,
        beneficiaryId: `agent-of-${dealId}`,
        bankDetailsId: 'details-1',
      },
      {
        recipientId: 'agency',
        role: 'agency',
        legalType: 'OOO',
        inn: '7700000001',
        splitType: 'percent',
        splitValue: 40,
      },
    ],
    ...more,
  };
}
