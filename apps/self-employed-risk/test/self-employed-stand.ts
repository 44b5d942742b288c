import { CABINET_QUEUE, type CloudEvent } from '@lk/contracts';
import { newId } from '@lk/kernel';
import {
  createTestDatabase,
  eventually,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { tbankSchema } from '@lk/tbank-client';
import { dealSchema } from '../../deal/src/deal.schema';
import { deal } from '../../deal/src/deal.service';
import { BANK_SIMULATOR } from '../../bank-simulator/src/bank-simulator.service';
import { selfEmployedRisk } from '../src/self-employed-risk.service';
import { selfEmployedRiskSchema } from '../src/self-employed-risk.schema';

const BANK_TOKEN = 'sample-bank-token';

export interface Reply {
  readonly status: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string };
}

interface BankRequestRow {
  path: string;
  status: number;
}

export const NOMINAL_ACCOUNT = '40702810900000000001';

/** Real: Postgres, RabbitMQ, the service, the simulator as the bank over HTTP. Nothing is faked. */
export class SelfEmployedStand {
  readonly events: CloudEvent[] = [];
  private readonly replies: { commandId: string; reply: Reply }[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly bank: TestService,
    readonly environment: Record<string, string>,
    readonly service: TestService,
    private readonly replyQueue: string,
    /** The deal service, where the tests are about deals too. */
    readonly deals: TestService | undefined,
  ) {}

  static async start(
    overrides: Record<string, string> = {},
    { withDeals = false } = {},
  ): Promise<SelfEmployedStand> {
    const schemas = [tbankSchema, selfEmployedRiskSchema, ...(withDeals ? [dealSchema] : [])];
    const database = await createTestDatabase(schemas);
    const broker = await TestBroker.open();
    const bank = await startTestService(BANK_SIMULATOR, {
      SIM_API_TOKEN: BANK_TOKEN,
      SIM_WEBHOOK_SECRET: 'sample-webhook-secret',
      SIM_RATE_LIMIT_ENABLED: 'false',
    });
    const environment: Record<string, string> = {
      ...testEnvironment(database.url, broker),
      TBANK_API_URL: bank.url,
      TBANK_API_TOKEN: BANK_TOKEN,
      TBANK_RETRY_BASE_MS: '1',
      TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
      TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '10',
      TBANK_NOMINAL_ACCOUNT: NOMINAL_ACCOUNT,
      SELF_EMPLOYED_AUTO_SYNC: 'false',
      ...overrides,
    };
    const deals = withDeals ? await startTestService(deal, environment) : undefined;
    // Nobody answers at the second one: most tests are not about deals.
    environment.DEAL_URL = deals?.url ?? 'http://127.0.0.1:1';
    const service = await startTestService(selfEmployedRisk, environment);
    await Promise.all([service, ...(deals ? [deals] : [])].map(ready));
    const { queue } = await broker.channel.assertQueue('', { exclusive: true });
    const stand = new SelfEmployedStand(database, broker, bank, environment, service, queue, deals);
    await stand.listen();
    return stand;
  }

  /** One more copy of the service on the same servers; stop it in the test. */
  async startCopy(): Promise<TestService> {
    const copy = await startTestService(selfEmployedRisk, this.environment);
    await ready(copy);
    return copy;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.deals?.stop();
    await this.bank.stop();
    await this.broker.drop();
    await this.database.drop();
  }

  /** Sends a command as an internal service would. */
  send(command: string, body: object, messageId: string = newId()): string {
    this.broker.publish('bank.commands', command, body, {
      contentType: 'application/json',
      messageId,
      replyTo: this.replyQueue,
      correlationId: messageId,
    });
    return messageId;
  }

  /** The first replies to a command, once there are that many. */
  repliesTo(commandId: string, count = 1): Promise<Reply[]> {
    return eventually(() => {
      const found = this.replies.filter((one) => one.commandId === commandId);
      if (found.length < count) throw new Error(`${found.length} replies of ${count}`);
      return found.map(({ reply }) => reply);
    });
  }

  async ask(command: string, body: object, messageId?: string): Promise<Reply> {
    const [reply] = await this.repliesTo(this.send(command, body, messageId));
    if (!reply) throw new Error('no reply');
    return reply;
  }

  /** Registers somebody new. */
  async register(inn: string): Promise<{ selfEmployedId: string; externalRecipientId: string }> {
    const selfEmployedId = newId();
    const { result } = await this.ask('self-employed.register', application(selfEmployedId, inn));
    return { selfEmployedId, externalRecipientId: String(result?.externalRecipientId) };
  }

  /** An event of the bank, as the ingress publishes it, so many times. */
  bankEvent(
    type: string,
    data: object,
    { id = newId(), times = 1, source = 'urn:lk:webhook-ingress' } = {},
  ): string {
    const event = {
      specversion: '1.0',
      id,
      source,
      type,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data,
    };
    const options = { contentType: 'application/cloudevents+json', messageId: id };
    for (let sent = 0; sent < times; sent += 1) {
      this.broker.publish('bank.events', type, event, options);
    }
    return id;
  }

  eventsOf(type: string, subject?: string): CloudEvent[] {
    return this.events.filter(
      (event) => event.type === type && (subject === undefined || event.subject === subject),
    );
  }

  alerts(code: string): CloudEvent[] {
    return this.eventsOf('alert.raised').filter(({ data }) => data.code === code);
  }

  async read(
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const token = this.environment.INTERNAL_API_TOKEN;
    const response = await fetch(this.service.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    const json = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body: json };
  }

  async person(selfEmployedId: string): Promise<Record<string, unknown>> {
    return (await this.read(`/self-employed/${selfEmployedId}`)).body;
  }

  async sim(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.bank.url}/_sim${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : null,
    });
    return (await response.json()) as Record<string, unknown>;
  }

  /** Asks the bank itself, as any of its clients may. */
  async bankApi(path: string, body: object): Promise<Record<string, unknown>> {
    const headers = {
      authorization: `Bearer ${BANK_TOKEN}`,
      'idempotency-key': newId(),
      'content-type': 'application/json',
    };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.bank.url}/api/v1${path}`, init);
    return (await response.json()) as Record<string, unknown>;
  }

  /** How many requests for the list the bank got. */
  lists(): Promise<number> {
    return this.requestsTo('/recipients/list');
  }

  async requestsTo(pathEnd: string): Promise<number> {
    const { requests } = await this.sim('GET', '/ledger?section=requests');
    return (requests as BankRequestRow[]).filter(({ path }) => path.endsWith(pathEnd)).length;
  }

  /** Puts the last list, and every registration, that far into the past. */
  async age(ms: number): Promise<void> {
    const past = `- ${ms} * interval '1 ms'`;
    await this.database.query(`
      UPDATE self_employed_risk.sync_state SET claimed_at = claimed_at ${past}, listed_at = listed_at ${past}`);
    await this.database.query(`
      UPDATE self_employed_risk.self_employed SET registered_at = registered_at ${past}`);
  }

  private async listen(): Promise<void> {
    const { channel, names } = this.broker;
    await channel.consume(
      this.replyQueue,
      (message) => {
        if (!message) return;
        const reply = JSON.parse(message.content.toString()) as Reply;
        this.replies.push({ commandId: String(message.properties.correlationId), reply });
      },
      { noAck: true },
    );
    await channel.consume(
      names.of(CABINET_QUEUE),
      (message) => {
        if (message) this.events.push(JSON.parse(message.content.toString()) as CloudEvent);
      },
      { noAck: true },
    );
  }
}

/** Ready means that the consumers are attached, so that queues and bindings are there. */
function ready({ url }: TestService): Promise<void> {
  return eventually(async () => {
    const { status } = await fetch(`${url}/health/ready`);
    if (status !== 200) throw new Error('not ready');
  });
}

/** The body of `self-employed.register`. */
export function application(selfEmployedId: string, inn: string): object {
  return {
    selfEmployedId,
    inn,
    firstName: 'Testname',
    lastName: 'Testsurname',
    phone: '+79990001122',
    accountNumber: '40817810000000000001',
    bik: '044525974',
  };
}
