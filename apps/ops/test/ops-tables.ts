import { randomUUID } from 'node:crypto';
import { deadLetterQueueOf, HEADERS } from '@lk/contracts';
import { createDataSource, DatabaseConfig, TransactionRunner } from '@lk/persistence';
import { createTestDatabase, FakeClock, type TestDatabase } from '@lk/testing';
import { type DataSource } from 'typeorm';
import { BodyRepository } from '../src/adapters/body.repository';
import { GroupRepository } from '../src/adapters/group.repository';
import { IdentityRepository } from '../src/adapters/identity.repository';
import { LetterSearchRepository } from '../src/adapters/letter-search.repository';
import { LetterRepository } from '../src/adapters/letter.repository';
import { PartitionRepository } from '../src/adapters/partition.repository';
import { RollupRepository } from '../src/adapters/rollup.repository';
import { ChangeLetterStatus } from '../src/application/change-letter-status.use-case';
import { KeepPartitions } from '../src/application/keep-partitions.use-case';
import { StoreDeadLetters } from '../src/application/store-dead-letters.use-case';
import { DataCipher, type DataKey } from '../src/domain/data-cipher';
import { type ReadLetter } from '../src/domain/dead-letter';
import { type LetterStatus } from '../src/domain/letter-status';
import { readDeadLetter } from '../src/domain/read-dead-letter';
import { opsSchema } from '../src/ops.schema';

/** The tables of ops in a database of their own, used under the role of the service; no broker. */
export class OpsTables {
  readonly clock = new FakeClock();
  readonly transactions: TransactionRunner;
  readonly groups: GroupRepository;
  readonly search: LetterSearchRepository;
  readonly partitions: PartitionRepository;

  private constructor(
    readonly database: TestDatabase,
    private readonly dataSource: DataSource,
  ) {
    this.transactions = new TransactionRunner(dataSource);
    this.groups = new GroupRepository(this.transactions);
    this.search = new LetterSearchRepository(this.transactions);
    this.partitions = new PartitionRepository(this.transactions);
  }

  static async open(): Promise<OpsTables> {
    const database = await createTestDatabase([opsSchema]);
    const config = Object.assign(new DatabaseConfig(), { DATABASE_URL: database.url });
    const options = { config, schema: opsSchema, entities: [], applicationName: 'test' };
    const dataSource = createDataSource(options);
    await dataSource.initialize();
    const tables = new OpsTables(database, dataSource);
    await tables.keep().createAhead();
    return tables;
  }

  keep(retentionDays = 90): KeepPartitions {
    return new KeepPartitions(this.partitions, retentionDays, this.clock);
  }

  bodies(keys: readonly DataKey[] = []): BodyRepository {
    return new BodyRepository(this.transactions, new DataCipher(keys));
  }

  storing(keys: readonly DataKey[] = []): StoreDeadLetters {
    const letters = new LetterRepository(new DataCipher(keys));
    const { transactions, clock } = this;
    const rollups = new RollupRepository();
    return new StoreDeadLetters(transactions, new IdentityRepository(), letters, rollups, clock);
  }

  async change(ids: readonly string[], to: LetterStatus): Promise<readonly string[]> {
    const letters = new LetterRepository(new DataCipher([]));
    const change = new ChangeLetterStatus(letters, new RollupRepository(), this.clock);
    return (await this.transactions.run((tx) => change.execute(tx, ids, to))).changed;
  }

  /** A letter that failed now, as our consumers bury it. */
  letter(options: LetterOptions = {}): ReadLetter {
    const { queue = 'deal.commands', type = 'deal.accept', code = 'ENTITY_NOT_FOUND' } = options;
    const {
      messageId = randomUUID(),
      message = 'No such deal',
      body = { dealId: 'd-1' },
    } = options;
    const now = this.clock.now();
    const headers = {
      [HEADERS.routingKey]: type,
      [HEADERS.errorCode]: code,
      [HEADERS.errorMessage]: message,
      [HEADERS.attempts]: 3,
      [HEADERS.firstFailedAt]: now.toISOString(),
      [HEADERS.lastFailedAt]: now.toISOString(),
    };
    const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const raw = { deadLetterQueue: deadLetterQueueOf(queue), body: content };
    return readDeadLetter({ ...raw, properties: { messageId, headers } }, { now });
  }

  query<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.database
      .query<T>(`SET search_path = ops`)
      .then(() => this.database.query<T>(sql, parameters));
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }
}

export interface LetterOptions {
  readonly queue?: string;
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly messageId?: string;
  readonly body?: object;
}
