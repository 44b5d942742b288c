import { newId } from '@lk/kernel';
import { PersistenceModule, DatabaseConfig } from '@lk/persistence';
import { AmqpConfig, MessagingModule } from '@lk/messaging';
import { InternalApiConfig } from '@lk/platform';
import {
  createTestDatabase,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { Module } from '@nestjs/common';
import { sampleSchema } from '../test/sample-schema';
import { MAX_HANDLED_IDS } from './handled-messages.controller';
import { OutboxModule } from './outbox.module';
import { RetentionConfig } from './retention';

const SUBSCRIPTIONS = { bankEvents: ['deal.created'] } as const;

@Module({
  imports: [
    PersistenceModule.forService({ service: 'sample', schema: sampleSchema }),
    MessagingModule.forService({ service: 'sample' }),
    OutboxModule.forService({ service: 'sample', schema: 'sample' }),
  ],
})
class SampleModule {}

describe('POST /messages/handled', () => {
  let database: TestDatabase;
  let broker: TestBroker;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase([sampleSchema]);
    broker = await TestBroker.open({ sample: SUBSCRIPTIONS });
    service = await startTestService(
      {
        name: 'sample',
        configs: [DatabaseConfig, AmqpConfig, RetentionConfig, InternalApiConfig],
        module: SampleModule,
      },
      testEnvironment(database.url, broker),
    );
  });
  afterAll(async () => {
    await service.stop();
    await broker.drop();
    await database.drop();
  });

  const ask = async (body: object, token = 'sample-internal-token') => {
    const answer = await fetch(`${service.url}/messages/handled`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('tells what took effect, and how commands were answered', async () => {
    const [event, completed, rejected, open] = ['evt-1', newId(), newId(), newId()];
    await database.query(`INSERT INTO sample.inbox VALUES ($1, 'deal.created')`, [event]);
    const command = (id: string, reply: object | null) =>
      database.query(
        `INSERT INTO sample.command_log (command_id, command, body_hash, finished_at, reply)
         VALUES ($1, 'deal.accept', 'h', CASE WHEN $2::json IS NULL THEN NULL ELSE now() END, $2)`,
        [id, reply === null ? null : JSON.stringify(reply)],
      );
    await command(completed, { status: 'completed', result: {} });
    await command(rejected, { status: 'rejected', error: { code: 'SPLIT_INVALID' } });
    await command(open, null);

    const ids = [event, completed.toUpperCase(), rejected, open, 'unknown', newId()];
    const { status, body } = await ask({ ids });

    const at = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    expect(status).toBe(200);
    expect(body.handled).toHaveLength(3);
    expect(body.handled).toEqual(
      expect.arrayContaining([
        { id: event, kind: 'event', at, status: 'handled', errorCode: null },
        { id: completed.toUpperCase(), kind: 'command', at, status: 'completed', errorCode: null },
        { id: rejected, kind: 'command', at, status: 'rejected', errorCode: 'SPLIT_INVALID' },
      ]),
    );
  });

  it.each([
    ['no id', { ids: [] }],
    ['too many ids', { ids: Array.from({ length: MAX_HANDLED_IDS + 1 }, () => 'a') }],
    ['something else', { ids: [1] }],
  ])('refuses %s', async (_what, body) => {
    expect(await ask(body)).toMatchObject({ status: 400 });
  });

  it('takes a thousand ids', async () => {
    const ids = Array.from({ length: MAX_HANDLED_IDS }, () => newId());
    expect(await ask({ ids })).toMatchObject({ status: 200, body: { handled: [] } });
  });

  it('answers the cluster only', async () => {
    expect(await ask({ ids: ['a'] }, 'another-token')).toMatchObject({ status: 401 });
  });
});
