import { randomUUID } from 'node:crypto';
import { deadLetterQueueOf, HEADERS } from '@lk/contracts';
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
import { type Channel, type ConsumeMessage } from 'amqplib';
import { notificationSchema } from '../../../notification/src/notification.schema';
import { notification } from '../../../notification/src/notification.service';
import { type AuditRecordView } from '../../src/access/audit.controller';
import { type Role } from '../../src/access/principal';
import { type JobItemView, type JobView } from '../../src/adapters/replays/job.views';
import { opsSchema } from '../../src/ops.schema';
import { ops } from '../../src/ops.service';
import { Actors } from '../actors';
import { OwnerServer } from './owner-server';

export const OPERATOR = 'olga:operator';
/** The type of the events that are broken and mended here. */
export const NOTICE = 'notification.requested';
export const APPROVER = 'anna:approver';

/** Quick looks, short patience. */
export const QUICK = {
  OPS_REPLAY_POLL_MS: '50',
  OPS_REPLAY_QUIET_MS: '1500',
  OPS_JOB_POLL_MS: '50',
  OPS_JOB_LEASE_MS: '2000',
};

/** How a letter is buried, where it is not buried by a service. */
export interface BuriedMessage {
  readonly queue?: string;
  readonly type?: string;
  readonly messageId?: string;
  readonly body?: object;
  readonly code?: string;
  readonly properties?: object;
}

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/**
 * Real: Postgres, RabbitMQ, ops with its intake, and the notification service, which can be broken and
 * mended. Faked: the answers of the other owners.
 */
export class ReplayStand {
  /** Where the API of ops answers. */
  opsUrl = '';
  private readonly actors = new Actors(() => this.opsUrl);

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly owner: OwnerServer,
    readonly environment: Record<string, string>,
    private readonly services: Map<string, TestService>,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<ReplayStand> {
    const schemas = [tbankSchema, notificationSchema, opsSchema];
    const database = await createTestDatabase(schemas);
    const [broker, owner] = await Promise.all([TestBroker.open(), OwnerServer.open()]);
    const common = {
      ...testEnvironment(database.url, broker),
      ...{ DEAL_URL: owner.url, PAYOUT_URL: owner.url, SELF_EMPLOYED_URL: owner.url },
      ...{ NOTIFICATION_URL: owner.url, ...QUICK, ...environment },
    };
    const stand = new ReplayStand(database, broker, owner, common, new Map());
    Object.assign(common, stand.actors.environment);
    return stand;
  }

  /** Its inbox is asked from now on; start it before ops. */
  async startNotification(): Promise<void> {
    const service = await startTestService(notification, this.environment);
    this.services.set('notification', service);
    this.environment.NOTIFICATION_URL = service.url;
  }

  async startOps(): Promise<void> {
    const service = await startTestService(ops, this.environment);
    this.services.set('ops', service);
    this.opsUrl = service.url;
  }

  async stopOps(): Promise<void> {
    await this.ops.stop();
    this.services.delete('ops');
  }

  get ops(): TestService {
    return this.get('ops');
  }

  /** The decisions on record, oldest first. */
  audit(): Promise<AuditRecordView[]> {
    return this.actors.decisions();
  }

  /** Of a request by `<name>:<role>`. */
  headers(actor = OPERATOR): Promise<Record<string, string>> {
    const [name = '', role] = actor.split(':');
    return this.actors.headers(name, role as Role);
  }

  /** Every handler of notification fails from now on: the table it writes to is away. */
  async breakNotification(): Promise<void> {
    await this.database.query('ALTER TABLE notification.deliveries RENAME TO deliveries_away');
  }

  async mendNotification(): Promise<void> {
    await this.database.query('ALTER TABLE notification.deliveries_away RENAME TO deliveries');
  }

  /** Notices as a service asks for them. @returns their event ids */
  requestNotices(count: number): string[] {
    return Array.from({ length: count }, () => this.publishNotice(randomUUID()));
  }

  publishNotice(id: string): string {
    const data = { template: 'payment-completed', audience: 'participants', dedupKey: `key-${id}` };
    const event = { specversion: '1.0', id, source: 'urn:test', type: NOTICE, data };
    this.broker.publish('lk.events', NOTICE, event, {
      messageId: id,
      contentType: 'application/cloudevents+json',
    });
    return id;
  }

  /** How often each notice took effect. */
  async effects(): Promise<number[]> {
    const rows = await this.database.query<{ count: number }>(
      `SELECT count FROM notification.deliveries WHERE dedup_key LIKE 'key-%'`,
    );
    return rows.map(({ count }) => count);
  }

  /** A message in a dead-letter queue as our consumers bury it. @returns its message id */
  bury(message: BuriedMessage = {}): string {
    const { queue = 'deal.events', type = 'deal.created', code = 'ENTITY_NOT_FOUND' } = message;
    const { messageId = randomUUID(), properties = {} } = message;
    const event = { specversion: '1.0', id: messageId, source: 'urn:tbank', type };
    const body = message.body ?? { ...event, data: { dealId: `d-${messageId}` } };
    const at = new Date().toISOString();
    this.broker.publish('', this.broker.names.of(deadLetterQueueOf(queue)), body, {
      messageId,
      contentType: 'application/json',
      headers: {
        [HEADERS.routingKey]: type,
        [HEADERS.exchange]: this.broker.names.of(
          queue.endsWith('.commands') ? 'bank.commands' : 'bank.events',
        ),
        [HEADERS.errorCode]: code,
        [HEADERS.errorMessage]: 'It failed',
        [HEADERS.attempts]: 3,
        [HEADERS.firstFailedAt]: at,
        [HEADERS.lastFailedAt]: at,
        'x-death': [],
      },
      ...properties,
    });
    return messageId;
  }

  /** Waits for the intake. Only the type counts: ops raises alerts, which may fail, too. */
  async lettersOpen(count: number, type: string = NOTICE): Promise<void> {
    await eventually(
      async () => {
        const path = '/api/dead-letter-groups?by=type';
        const { body } = await this.get_<{ groups: { key: string; open: number }[] }>(path);
        expect(body.groups.find(({ key }) => key === type)?.open ?? 0).toBe(count);
      },
      { timeoutMs: 40_000 },
    );
  }

  get_<T>(path: string, actor = OPERATOR): Promise<Answer<T>> {
    return this.request('GET', path, undefined, actor);
  }

  post<T>(path: string, body: object = {}, actor = OPERATOR): Promise<Answer<T>> {
    return this.request('POST', path, body, actor);
  }

  /** Waits for the plan. */
  async plan(selection: object, kind = 'replay', actor = OPERATOR): Promise<JobView> {
    const { status, body } = await this.post<JobView>('/api/jobs', { kind, selection }, actor);
    expect({ status, body }).toMatchObject({ status: 201 });
    return this.jobIn(body.id, 'planned');
  }

  async start(job: JobView, options: object = {}): Promise<void> {
    const { status, body } = await this.post(`/api/jobs/${job.id}/start`, {
      ...{ reason: 'After the fix', hash: job.hash, rate: 1000, canary: 0, ramp: false },
      ...options,
    });
    expect({ status, body }).toMatchObject({ status: 200 });
  }

  async job(id: string): Promise<JobView> {
    return (await this.get_<JobView>(`/api/jobs/${id}`)).body;
  }

  jobIn(id: string, state: string, timeoutMs = 40_000): Promise<JobView> {
    return eventually(
      async () => {
        const job = await this.job(id);
        expect(job).toMatchObject({ state });
        return job;
      },
      { timeoutMs },
    );
  }

  async items(id: string): Promise<JobItemView[]> {
    const { body } = await this.get_<{ items: JobItemView[] }>(`/api/jobs/${id}/items?limit=500`);
    return body.items;
  }

  /** Reads a queue as its service would. */
  async consume(
    queue: string,
    handle: (message: ConsumeMessage, channel: Channel) => void,
  ): Promise<void> {
    const { channel, names } = this.broker;
    await channel.consume(names.of(queue), (message) => message && handle(message, channel));
  }

  async close(): Promise<void> {
    for (const service of [...this.services.values()].reverse()) await service.stop();
    await this.owner.close();
    await this.broker.drop();
    await this.database.drop();
  }

  private get(name: string): TestService {
    const service = this.services.get(name);
    if (!service) throw new Error(`${name} is not started`);
    return service;
  }

  private async request<T>(
    method: string,
    path: string,
    body: object | undefined,
    actor: string,
  ): Promise<Answer<T>> {
    const answer = await fetch(`${this.opsUrl}${path}`, {
      method,
      headers: {
        ...(await this.headers(actor)),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T };
  }
}
