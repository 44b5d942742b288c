/** The servers the tests run against; `npm test` starts private ones and sets these variables. */
export interface TestServers {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
}

/** @throws Error that says how to run tests that need servers */
export function testServers(): TestServers {
  const { DATABASE_URL: databaseUrl, AMQP_URL: amqpUrl } = process.env;
  if (!databaseUrl || !amqpUrl) {
    throw new Error(
      'This test needs Postgres and RabbitMQ: run it through "npm test -- <pattern>"',
    );
  }
  return { databaseUrl, amqpUrl };
}
