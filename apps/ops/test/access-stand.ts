import { type Role } from '../src/access/principal';
import { newToken } from '../src/access/secrets';
import {
  createTestDatabase,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { type AuditListView, type AuditRecordView } from '../src/access/audit.controller';
import { type SessionView } from '../src/access/session.controller';
import { type IssuedTokenView } from '../src/access/tokens.controller';
import { type AuditVerdict } from '../src/access/verify-audit.use-case';
import { opsSchema } from '../src/ops.schema';
import { ops } from '../src/ops.service';

/** A browser that is signed in. */
export interface SignedIn {
  readonly cookie: string;
  readonly view: SessionView;
  /** Headers of a change. */
  readonly change: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Real: Postgres, RabbitMQ, HTTP, the whole service ops. Nothing is faked. */
export class AccessStand {
  readonly bootstrap = newToken();

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly services: TestService[] = [],
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<AccessStand> {
    const database = await createTestDatabase([opsSchema]);
    await database.query('SET search_path = ops');
    const stand = new AccessStand(database, await TestBroker.open());
    await stand.start(environment);
    return stand;
  }

  /** One more copy of ops on the same tables. */
  async start(environment: Record<string, string> = {}): Promise<TestService> {
    const common = testEnvironment(this.database.url, this.broker);
    const own = { OPS_BOOTSTRAP_TOKEN: this.bootstrap, OPS_SIGN_INS_PER_MINUTE: '1000' };
    const service = await startTestService(ops, { ...common, ...own, ...environment });
    this.services.push(service);
    return service;
  }

  get url(): string {
    return this.services[0]?.url ?? '';
  }

  async call<T>(
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: unknown; url?: string } = {},
  ): Promise<Answer<T>> {
    const { body, url = this.url } = options;
    const headers = new Headers(options.headers);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const answer = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, headers: answer.headers, body: parsed(text, isJson) as T };
  }

  as<T>(token: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.call<T>(method, path, { headers: bearer(token), body });
  }

  async issue(name: string, role: Role, expiresInDays = 1): Promise<IssuedTokenView> {
    const body = { name, role, expiresInDays };
    const answer = await this.as<IssuedTokenView>(this.bootstrap, 'POST', '/api/tokens', body);
    if (answer.status !== 201) throw new Error(`no token was issued: ${answer.status}`);
    return answer.body;
  }

  async signIn(token: string): Promise<SignedIn> {
    const answer = await this.call<SessionView>('POST', '/api/session', { body: { token } });
    if (answer.status !== 201) throw new Error(`not signed in: ${answer.status}`);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    const change = { cookie, 'x-csrf-token': answer.body.csrfToken ?? '' };
    return { cookie, view: answer.body, change };
  }

  async records(): Promise<readonly AuditRecordView[]> {
    const path = '/api/audit?limit=500';
    return (await this.as<AuditListView>(this.bootstrap, 'GET', path)).body.records;
  }

  async verify(): Promise<AuditVerdict> {
    return (await this.as<AuditVerdict>(this.bootstrap, 'GET', '/api/audit/verify')).body;
  }

  async close(): Promise<void> {
    for (const service of this.services) await service.stop();
    await this.broker.drop();
    await this.database.drop();
  }
}

const parsed = (text: string, isJson: boolean): unknown =>
  isJson && text !== '' ? JSON.parse(text) : text;
