import { newId } from '@lk/kernel';
import { AmqpConfig, MessageContext, MessagingModule } from '@lk/messaging';
import { DatabaseConfig, PersistenceModule } from '@lk/persistence';
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
import { CommandHandling } from './command-handling';
import { CommandRefusal } from './command-refusal';
import { type CommandView } from './commands.controller';
import { OutboxModule } from './outbox.module';
import { RetentionConfig } from './retention';

@Module({
  imports: [
    PersistenceModule.forService({ service: 'sample', schema: sampleSchema }),
    MessagingModule.forService({ service: 'sample' }),
    OutboxModule.forService({ service: 'sample', schema: 'sample' }),
  ],
})
class SampleModule {}

describe('GET /commands', () => {
  let database: TestDatabase;
  let broker: TestBroker;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase([sampleSchema]);
    broker = await TestBroker.open();
    const configs = [DatabaseConfig, AmqpConfig, RetentionConfig, InternalApiConfig];
    const environment = testEnvironment(database.url, broker);
    service = await startTestService(
      { name: 'sample', configs, module: SampleModule },
      environment,
    );
  });
  afterAll(async () => {
    await service.stop();
    await broker.drop();
    await database.drop();
  });

  /** A command about a subject; `settle` decides how it ends. */
  const handle = async (lock: string, settle: () => Promise<object>): Promise<string> => {
    const message = { kind: 'command', id: newId(), type: 'deal.accept', body: { inn: 'secret' } };
    const context = new MessageContext(message as never);
    const call = () => Promise.resolve();
    await service.app
      .get(CommandHandling)
      .run(context as never, { lock, call, settle: settle as never })
      .catch(() => undefined);
    return message.id;
  };

  const ask = async (query: string, token = 'sample-internal-token') => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${service.url}/commands?${query}`, { headers });
    return { status: answer.status, text: await answer.text() };
  };
  const list = async (query: string): Promise<CommandView[]> =>
    (JSON.parse((await ask(query)).text) as { commands: CommandView[] }).commands;

  it('tells what came about each subject and how it was answered, newest first', async () => {
    const completed = await handle('deal:1', () => Promise.resolve({ secret: 'result' }));
    const rejected = await handle('deal:1', () =>
      Promise.reject(new CommandRefusal('DEAL_NOT_PAID', 'The deal is not paid')),
    );
    const open = await handle('payout:2', () => Promise.reject(new Error('crash')));
    await handle('deal:3', () => Promise.resolve({}));

    const shown = await list('subject=deal:1&subject=payout:2');

    const time = expect.stringMatching(/^\d{4}-.*Z$/) as unknown;
    const common = { command: 'deal.accept', receivedAt: time, errorCode: null };
    expect(shown).toEqual([
      { ...common, id: open, subject: 'payout:2', finishedAt: null, status: 'open' },
      {
        ...common,
        id: rejected,
        subject: 'deal:1',
        finishedAt: time,
        status: 'rejected',
        errorCode: 'DEAL_NOT_PAID',
      },
      { ...common, id: completed, subject: 'deal:1', finishedAt: time, status: 'completed' },
    ]);
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(await list('subject=deal:1&limit=1')).toEqual([
      expect.objectContaining({ id: rejected }),
    ]);
  });

  it('gives a subject to a command that an older version logged without', async () => {
    const id = await handle('deal:4', () => Promise.resolve({}));
    await database.query('UPDATE sample.command_log SET subject = NULL WHERE command_id = $1', [
      id,
    ]);
    expect(await list('subject=deal:4')).toEqual([]);
    const repeat = { kind: 'command', id, type: 'deal.accept', body: { inn: 'secret' } };
    const steps = {
      lock: 'deal:4',
      call: () => Promise.resolve(),
      settle: () => Promise.resolve({}),
    };
    await service.app.get(CommandHandling).run(new MessageContext(repeat as never), steps);
    expect(await list('subject=deal:4')).toEqual([expect.objectContaining({ id })]);
  });

  it.each(['', 'subject=', 'subject=a&limit=0', 'subject=a&other=1'])(
    'refuses "%s"',
    async (query) => {
      expect((await ask(query)).status).toBe(400);
    },
  );

  it('answers the cluster only', async () => {
    expect((await ask('subject=deal:1', 'another-token')).status).toBe(401);
  });
});
