import { randomUUID } from 'node:crypto';
import { type ServiceSchema, TransactionRunner } from '@lk/persistence';
import { tbankSchema } from '@lk/tbank-client';
import {
  createTestDatabase,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { type AuditRecordView } from '../src/access/audit.controller';
import { type Role } from '../src/access/principal';
import { IdentityRepository } from '../src/adapters/identity.repository';
import { LetterRepository } from '../src/adapters/letter.repository';
import { JobRepository } from '../src/adapters/replays/job.repository';
import { RollupRepository } from '../src/adapters/rollup.repository';
import { StoreDeadLetters } from '../src/application/store-dead-letters.use-case';
import { DataCipher } from '../src/domain/data-cipher';
import { type RawDeadLetter } from '../src/domain/dead-letter';
import { readDeadLetter } from '../src/domain/read-dead-letter';
import { opsSchema } from '../src/ops.schema';
import { ops } from '../src/ops.service';
import { Actors } from './actors';

export interface Answer<T> {
  readonly status: number;
  readonly type: string;
  readonly body: T;
}

/** Real: Postgres, RabbitMQ, HTTP, the whole service ops. */
export class TimelineStand {
  private seen = 0;
  private running: TestService | undefined;
  private readonly actors = new Actors(() => this.service.url);

  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
  ) {}

  /** @param schemas of the services that share the database */
  static async open(schemas: readonly ServiceSchema[] = []): Promise<TimelineStand> {
    const database = await createTestDatabase([tbankSchema, ...schemas, opsSchema]);
    return new TimelineStand(database, await TestBroker.open());
  }

  get environment(): Record<string, string> {
    return testEnvironment(this.database.url, this.broker);
  }

  /** @param environment addresses of the owners */
  async start(environment: Record<string, string>): Promise<void> {
    const own = { ...this.environment, ...this.actors.environment, ...environment };
    this.running = await startTestService(ops, own);
  }

  get service(): TestService {
    if (!this.running) throw new Error('Not started');
    return this.running;
  }

  /** The decisions on record since the last call, oldest first. */
  async audit(): Promise<AuditRecordView[]> {
    const all = await this.actors.decisions();
    return all.splice(this.seen, (this.seen = all.length));
  }

  get<T>(path: string, role?: Role): Promise<Answer<T>> {
    return this.ask<T>('GET', path, { role });
  }

  post<T>(path: string, body: object, role: Role = 'operator'): Promise<Answer<T>> {
    return this.ask<T>('POST', path, { role, body });
  }

  /** A dead letter as the broker has it. */
  async store(raw: RawDeadLetter): Promise<void> {
    const letter = readDeadLetter(raw, { now: clock.now(), namespace: this.broker.namespace });
    const letters = new LetterRepository(new DataCipher([]));
    const [identities, rollups] = [new IdentityRepository(), new RollupRepository()];
    await new StoreDeadLetters(this.transactions, identities, letters, rollups, clock).execute([
      letter,
    ]);
  }

  /** @returns the id of a job that nobody works on */
  async addJob(state: 'paused' | 'finished'): Promise<string> {
    const jobs = this.service.app.get(JobRepository);
    const id = randomUUID();
    const by = { id: 'token:olga', name: 'Olga' };
    await this.transactions.run(async (tx) => {
      await jobs.insert(tx, { id, kind: 'replay', selection: { ids: [] }, by, at: new Date() });
      await jobs.set(tx, id, { state });
    });
    return id;
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.broker.drop();
    await this.database.drop();
  }

  private get transactions(): TransactionRunner {
    return this.service.app.get(TransactionRunner);
  }

  private async ask<T>(
    method: string,
    path: string,
    { role = 'viewer', body }: { role?: Role; body?: object },
  ): Promise<Answer<T>> {
    const answer = await fetch(this.service.url + path, {
      method,
      headers: {
        ...(await this.actors.headers(`Иван ${role}`, role)),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    const content: unknown = type.includes('json') ? JSON.parse(text) : text;
    return { status: answer.status, type, body: content as T };
  }
}

const clock = { now: () => new Date() };
