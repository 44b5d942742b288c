import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { type DatabaseConfig } from './database.config';
import { type ServiceSchema } from './service-schema';

/** One statement may take this long: every query of ours is by key and answers in milliseconds. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** A transaction that waits for us this long is a leak; the server ends it and frees its locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** A pool that is empty or a server that is away must fail a request, not hang it. */
const CONNECT_TIMEOUT_MS = 5_000;

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type of an entity class
export type Entities = MixedList<Function | string | EntitySchema>;

export interface DataSourceOptions {
  readonly config: DatabaseConfig;
  readonly schema: ServiceSchema;
  readonly entities: Entities;
  readonly applicationName: string;
}

/** Settings every session starts with, in the form of the `options` connection parameter. */
function sessionOptions(config: DatabaseConfig, { schema, role }: ServiceSchema): string {
  const asRole = config.DATABASE_ROLE ?? role;
  const settings = {
    search_path: schema,
    synchronous_commit: 'on',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    ...(asRole === 'none' ? {} : { role: asRole }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** The data source of a service, not yet connected. Never creates or changes tables. */
export function createDataSource(options: DataSourceOptions): DataSource {
  const { config, schema, entities, applicationName } = options;
  return new DataSource({
    type: 'postgres',
    url: config.DATABASE_URL,
    schema: schema.schema,
    entities,
    applicationName,
    synchronize: false,
    logging: false,
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    // The pool reports broken idle connections here; the next query opens a new one.
    poolErrorHandler: () => undefined,
    extra: { options: sessionOptions(config, schema), keepAlive: true },
  });
}
