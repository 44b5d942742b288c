import { AppError, newId, permanentError, transientError } from '@lk/kernel';
import {
  eventually,
  startTestService,
  TestBroker,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { type GetMessage } from 'amqplib';
import {
  publishEvent,
  SAMPLE,
  SAMPLE_SUBSCRIPTIONS,
  SampleHandlers,
  sampleService,
} from '../../test/sample-service';

const CANARY = 'Ivanov-canary';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Real: RabbitMQ, Nest's routing to handlers, validation of payloads. Made up: the handlers. */
describe('handling of messages', () => {
  let broker: TestBroker;
  let service: TestService;
  let replies: string;
  const handlers = new SampleHandlers();

  beforeAll(async () => {
    broker = await TestBroker.open({ [SAMPLE]: SAMPLE_SUBSCRIPTIONS });
    service = await startTestService(sampleService(handlers), testEnvironment('', broker));
    replies = (await broker.channel.assertQueue('', { exclusive: true })).queue;
    await eventually(attached);
  });
  afterAll(async () => {
    await service.stop();
    await broker.drop();
  });
  beforeEach(async () => {
    handlers.onDealCreated = () => Promise.resolve();
    handlers.onDealAccept = () => Promise.resolve();
    for (const queue of ['sample.events.dlq', 'sample.commands.dlq', 'cabinet.events']) {
      await broker.channel.purgeQueue(broker.names.of(queue));
    }
  });

  async function attached(): Promise<void> {
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  }

  const handled = (id: string) => eventually(() => expect(handlers.handled).toContain(id));

  function sendCommand(body: unknown, options: object = {}): string {
    const messageId = newId();
    const correlationId = `c-${messageId}`;
    broker.publish('bank.commands', 'deal.accept', body, {
      messageId,
      correlationId,
      replyTo: replies,
      ...options,
    });
    return messageId;
  }

  const next = (queue: string): Promise<GetMessage> =>
    eventually(async () => {
      const message = await broker.take(queue);
      if (!message) throw new Error(`${queue} is empty`);
      return message;
    });

  const nextReply = (): Promise<{ correlationId: unknown; body: unknown }> =>
    eventually(async () => {
      const message = await broker.channel.get(replies, { noAck: true });
      if (message === false) throw new Error('no reply yet');
      const { correlationId } = message.properties as { correlationId: unknown };
      return { correlationId, body: JSON.parse(message.content.toString()) as unknown };
    });

  const headersOf = (message: GetMessage): Record<string, unknown> =>
    message.properties.headers as Record<string, unknown>;

  it('gives an event to its handler with payload, identity and trace', async () => {
    const seen: unknown[] = [];
    handlers.onDealCreated = (data, { message }) => {
      seen.push({ ...data }, message.id, message.type, message.traceparent, message.failures);
      return Promise.resolve();
    };
    const headers = { traceparent: TRACE };
    const id = publishEvent(broker, 'deal.created', { dealId: 'd-1', extra: 1 }, { headers });
    await handled(id);
    expect(seen).toEqual([{ dealId: 'd-1', extra: 1 }, id, 'deal.created', TRACE, 0]);
    await eventually(async () => expect(await broker.count('sample.events')).toBe(0));
  });

  it('gives a command to its handler with the address of its caller', async () => {
    const seen: unknown[] = [];
    handlers.onDealAccept = (data, { message }) => {
      seen.push(data.dealId, message.replyTo, message.correlationId);
      return Promise.resolve();
    };
    const dealId = newId();
    const id = sendCommand({ dealId });
    await handled(id);
    expect(seen).toEqual([dealId, replies, `c-${id}`]);
  });

  it('puts poison aside with all that on call needs, while its neighbours go on', async () => {
    const before = publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    broker.publish('bank.events', 'deal.created', Buffer.from(`{"x": "${CANARY}`), {
      messageId: 'poison-1',
      correlationId: 'c-1',
      headers: { 'x-death': [{ count: 1 }], tenant: 'a' },
    });
    const after = publishEvent(broker, 'deal.created', { dealId: 'd-2' });
    await handled(before);
    await handled(after);
    const letter = await next('sample.events.dlq');
    expect(letter.properties.messageId).toBe('poison-1');
    expect(letter.content.toString()).toBe(`{"x": "${CANARY}`);
    const { 'x-first-failed-at': first, 'x-last-failed-at': last, ...rest } = headersOf(letter);
    delete rest['x-delivery-count'];
    expect(rest).toEqual({
      'x-attempts': 1,
      'x-original-routing-key': 'deal.created',
      'x-original-exchange': broker.names.of('bank.events'),
      'x-origin-queue': broker.names.of('sample.events'),
      'x-error-code': 'BAD_JSON',
      'x-error-message': 'The body is not JSON',
      'x-event-id': 'poison-1',
      'x-correlation-id': 'c-1',
    });
    expect(Date.now() - Date.parse(String(first))).toBeLessThan(60_000);
    expect(first).toBe(last);
  });

  it('names the wrong fields of a payload and not their values', async () => {
    const id = publishEvent(broker, 'payment.completed', { dealId: '', amount: CANARY });
    const letter = await next('sample.events.dlq');
    expect(headersOf(letter)).toMatchObject({
      'x-error-code': 'BAD_PAYLOAD',
      'x-error-message': 'The payload lacks a field or has a wrong one (fields=amount,dealId)',
      'x-event-id': id,
    });
  });

  it('answers and announces a command whose payload is wrong', async () => {
    const id = sendCommand({ dealId: CANARY });
    expect(await nextReply()).toEqual({
      correlationId: `c-${id}`,
      body: {
        status: 'rejected',
        error: {
          code: 'BAD_PAYLOAD',
          message: 'The payload lacks a field or has a wrong one',
          retryable: false,
        },
      },
    });
    expect(headersOf(await next('sample.commands.dlq'))).toMatchObject({ 'x-command-id': id });
    const told = await next('cabinet.events');
    expect(told.fields.routingKey).toBe('command.rejected');
  });

  it('puts a command without a message id to the dead letters', async () => {
    broker.publish('bank.commands', 'deal.accept', { dealId: newId() });
    const letter = await next('sample.commands.dlq');
    expect(headersOf(letter)).toMatchObject({ 'x-error-code': 'MESSAGE_ID_REQUIRED' });
  });

  it('puts a message that nobody handles here to the dead letters', async () => {
    const event = { id: 'e-1', source: 'urn:x', type: 'payout.failed', data: {} };
    broker.channel.sendToQueue(
      broker.names.of('sample.events'),
      Buffer.from(JSON.stringify(event)),
      { messageId: 'e-1' },
    );
    const letter = await next('sample.events.dlq');
    expect(headersOf(letter)).toMatchObject({ 'x-error-code': 'NO_HANDLER' });
  });

  it('retries a transient failure, counting, until it is done', async () => {
    const attempts: number[] = [];
    handlers.onDealCreated = (_data, { message }) => {
      attempts.push(message.failures);
      if (message.failures < 2) throw transientError('NOT_YET', 'Not there yet');
      return Promise.resolve();
    };
    const id = publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    await handled(id);
    expect(attempts).toEqual([0, 1, 2]);
    expect(await broker.count('sample.events.dlq')).toBe(0);
  });

  it('waits as long as the failure asks before the repeat', async () => {
    const times: number[] = [];
    handlers.onDealCreated = () => {
      times.push(Date.now());
      if (times.length > 1) return Promise.resolve();
      throw transientError('SLOW_DOWN', 'Later', { retryAfterMs: 250 });
    };
    await handled(publishEvent(broker, 'deal.created', { dealId: 'd-1' }));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(250);
  });

  it('gives up after the last attempt: dead letter, answer, event', async () => {
    const attempts: number[] = [];
    handlers.onDealAccept = (_data, { message }) => {
      attempts.push(message.failures);
      throw transientError('BANK_UNAVAILABLE', 'The bank cannot be reached');
    };
    const headers = { traceparent: TRACE };
    const id = sendCommand({ dealId: newId() }, { headers });
    const letter = await next('sample.commands.dlq');
    expect(attempts).toEqual([0, 1, 2, 3]);
    const dead = headersOf(letter);
    expect(dead).toMatchObject({ 'x-attempts': 4, 'x-error-code': 'BANK_UNAVAILABLE' });
    expect(dead).not.toHaveProperty('x-death');
    expect(Date.parse(String(dead['x-first-failed-at']))).toBeLessThan(
      Date.parse(String(dead['x-last-failed-at'])),
    );
    const error = {
      code: 'BANK_UNAVAILABLE',
      message: 'The bank cannot be reached',
      retryable: true,
    };
    expect(await nextReply()).toEqual({
      correlationId: `c-${id}`,
      body: { status: 'failed', error },
    });
    const told = await next('cabinet.events');
    expect(told.fields.routingKey).toBe('command.failed');
    const event = JSON.parse(told.content.toString()) as Record<string, unknown>;
    expect(event).toMatchObject({ data: { commandId: id, command: 'deal.accept', error } });
    expect(String(event.traceparent).slice(0, 35)).toBe(TRACE.slice(0, 35));
  });

  it('puts a permanent failure to the dead letters at once and answers rejected', async () => {
    let calls = 0;
    handlers.onDealAccept = () => {
      calls += 1;
      throw permanentError('DEAL_CLOSED', 'The deal is closed');
    };
    sendCommand({ dealId: newId() });
    expect(await nextReply()).toMatchObject({
      body: { status: 'rejected', error: { code: 'DEAL_CLOSED', retryable: false } },
    });
    await next('sample.commands.dlq');
    expect(calls).toBe(1);
  });

  it('does not answer a caller whom the handler has answered', async () => {
    handlers.onDealAccept = (_data, context) => {
      context.answered = true;
      throw permanentError('DEAL_CLOSED', 'The deal is closed');
    };
    sendCommand({ dealId: newId() });
    await next('sample.commands.dlq');
    expect(await broker.channel.get(replies, { noAck: true })).toBe(false);
    expect(await broker.count('cabinet.events')).toBe(0);
  });

  it('never puts the text of an unexpected error into headers, replies or logs', async () => {
    handlers.onDealAccept = () => {
      throw new TypeError(`cannot read ${CANARY}`);
    };
    const id = sendCommand({ dealId: newId() });
    const letter = await next('sample.commands.dlq');
    const reply = await nextReply();
    const told = await next('cabinet.events');
    expect(headersOf(letter)).toMatchObject({
      'x-command-id': id,
      'x-error-code': 'UNEXPECTED',
      'x-error-message': 'An unexpected error (errorName=TypeError)',
    });
    const lines = service.logs.filter(({ messageId }) => messageId === id);
    expect(lines.at(-1)).toMatchObject({ level: 'error', outcome: 'dead-letter' });
    expect(String(lines.at(-1)?.stack)).toMatch(/^\s+at /);
    const seen = [headersOf(letter), reply, told.content.toString(), service.logs];
    expect(JSON.stringify(seen)).not.toContain(CANARY);
  });

  it('leaves an outage of something shared where it is, without burning attempts', async () => {
    const attempts: number[] = [];
    handlers.onDealCreated = (_data, { message }) => {
      attempts.push(message.failures);
      if (attempts.length > 2) return Promise.resolve();
      throw transientError('DATABASE_UNAVAILABLE', 'Away', { holdsQueue: true });
    };
    const id = publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    await handled(id);
    expect(attempts).toEqual([0, 0, 0]);
  });

  it('acknowledges what is no problem', async () => {
    let calls = 0;
    handlers.onDealCreated = () => {
      calls += 1;
      throw new AppError({ code: 'DONE', message: 'Done before', disposition: 'benign' });
    };
    publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    const after = publishEvent(broker, 'payment.completed', { dealId: 'd-1' });
    await handled(after);
    await eventually(async () => expect(await broker.count('sample.events')).toBe(0));
    expect(calls).toBe(1);
    expect(await broker.count('sample.events.dlq')).toBe(0);
  });

  it('counts dead letters for the metrics, as the broker has them now', async () => {
    publishEvent(broker, 'deal.created', {});
    const line = `dead_letters{queue="${broker.names.of('sample.events.dlq')}",service="sample"} 1`;
    await eventually(async () => {
      expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(line);
    });
  });
});
