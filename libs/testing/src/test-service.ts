import { Writable } from 'node:stream';
import {
  AppLogger,
  createService,
  type ServiceDefinition,
  ShutdownSequence,
  startService,
} from '@lk/platform';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type TestBroker, TEST_RETRY } from './test-broker';
import { testServers } from './servers';

export interface TestService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Every line the service logged, parsed. */
  readonly logs: readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

/** A service inside the test process, listening on a free port, with the environment given. */
export async function startTestService(
  definition: ServiceDefinition,
  environment: Record<string, string>,
): Promise<TestService> {
  const logs: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      logs.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = new AppLogger(definition.name, 'debug', sink);
  const app = await createService(
    definition,
    { PORT: '0', HOST: '127.0.0.1', ...environment },
    logger,
  );
  try {
    await startService(app, definition);
  } catch (error) {
    await app.get(ShutdownSequence).run();
    throw error;
  }
  return { app, url: await app.getUrl(), logs, stop: () => app.get(ShutdownSequence).run() };
}

/** Nobody answers there: a test that needs a service names its address. */
const NOBODY = 'http://127.0.0.1:1';
const OWNER_URLS = {
  INGRESS_URL: NOBODY,
  DEAL_URL: NOBODY,
  PAYOUT_URL: NOBODY,
  SELF_EMPLOYED_URL: NOBODY,
  NOTIFICATION_URL: NOBODY,
} as const;

/** The servers, quick retries and a namespace, as environment variables of a service. */
export function testEnvironment(databaseUrl: string, broker: TestBroker): Record<string, string> {
  return {
    ...TEST_RETRY,
    ...OWNER_URLS,
    AMQP_URL: testServers().amqpUrl,
    AMQP_NAMESPACE: broker.namespace,
    DATABASE_URL: databaseUrl,
    INTERNAL_API_TOKEN: 'sample-internal-token',
    SHUTDOWN_TIMEOUT_MS: '10000',
  };
}
