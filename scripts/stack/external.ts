import { readStackState, type StackState } from './state';

/** Where the two servers are. */
export interface StackUrls {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
}

/** The database of the system on a private Postgres. */
export const DATABASE_NAME = 'lk_tbank';

/** The address of a private Postgres's database. */
export function postgresUrl(port: number, database = DATABASE_NAME): string {
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

/** The address of a private RabbitMQ; guest may log in from this machine only. */
export function brokerUrl(port: number): string {
  return `amqp://guest:guest@127.0.0.1:${port}`;
}

/**
 * The servers given by the environment: used, never started, stopped or emptied. An address that is
 * our own (a shell that sourced .stack/env, a test run started by us) does not count as given.
 */
export function externalUrls(
  env: NodeJS.ProcessEnv = process.env,
  state: StackState = readStackState(),
): Partial<StackUrls> {
  const ownPostgres = [state.postgres?.port, state.lastPostgresPort];
  const ownBroker = [state.broker?.port, state.lastBrokerPort];
  return {
    databaseUrl: given(env.DATABASE_URL, ownPostgres),
    amqpUrl: given(env.AMQP_URL, ownBroker),
  };
}

function given(url: string | undefined, ownPorts: (number | undefined)[]): string | undefined {
  if (!url) return undefined;
  const { hostname, port } = new URL(url);
  const own = hostname === '127.0.0.1' && ownPorts.includes(Number(port));
  return own ? undefined : url;
}
