import { Writable } from 'node:stream';
import { permanentError, type SafeDetails, systemClock, transientError } from '@lk/kernel';
import { AppLogger, IntakeGate, Metrics } from '@lk/platform';
import { consumeMessage } from '../../test/consume-message';
import { type ConfirmedPublisher, type PublishRequest } from '../publishing/confirmed-publisher';
import { MessagePublisher } from '../publishing/message-publisher';
import { TopologyNames } from '../topology/topology-names';
import { ConsumerMetrics } from './consumer-metrics';
import { DeadLetterNotices } from './dead-letter-notices';
import { type Dispatch, MessageProcessor } from './message-processor';
import { readCommand, readEvent } from './read-message';
import { RetrySchedule } from './retry-schedule';

const ID = 'a4f4d8f0-4f0e-4a9e-9a39-000000000001';
const QUEUE = 'sample.commands';

/** A processor whose publisher fails for some routing keys, and gets messages back for others. */
function processorOf(
  dispatch: Dispatch,
  failing: (key: string) => Error | undefined = () => undefined,
  returned: (key: string) => boolean = () => false,
) {
  const published: PublishRequest[] = [];
  const publisher = {
    publish: (request: PublishRequest) => {
      const failure = failing(request.routingKey);
      if (failure) return Promise.reject(failure);
      if (returned(request.routingKey)) return Promise.resolve('unroutable');
      published.push(request);
      return Promise.resolve('confirmed');
    },
  } as unknown as ConfirmedPublisher;
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
  const names = new TopologyNames();
  const messages = new MessagePublisher(publisher, names);
  const tools = {
    publisher,
    names,
    schedule: new RetrySchedule(50, 4, () => 0),
    notices: new DeadLetterNotices('sample', messages, systemClock),
    metrics: new ConsumerMetrics(new Metrics('sample')),
    logger: new AppLogger('sample', 'debug', sink),
    clock: systemClock,
  };
  const make = (kind: 'event' | 'command', queue = QUEUE, gate?: IntakeGate) =>
    new MessageProcessor(
      { queue, kind, read: kind === 'event' ? readEvent : readCommand, dispatch, gate },
      tools,
    );
  return { make, keys: () => published.map(({ routingKey }) => routingKey), published, lines };
}

const command = () => consumeMessage({ properties: { messageId: ID, replyTo: 'replies' } });
const going = new AbortController().signal;

describe('MessageProcessor', () => {
  it('buries a message once though the queue of its caller refuses the answer', async () => {
    let calls = 0;
    const refuse = (): never => {
      calls += 1;
      throw permanentError('X', 'Refused');
    };
    const full = (key: string) =>
      key === 'replies' ? transientError('PUBLISH_REFUSED', 'Full') : undefined;
    const { make, keys } = processorOf(refuse, full);
    expect(await make('command').process(command(), going)).toBe('done');
    expect([calls, keys()]).toEqual([1, [`${QUEUE}.dlq`]]);
  });

  it('tries again when the broker goes away between the dead letter and the answer', async () => {
    let outages = 1;
    const away = (key: string) => {
      if (key !== 'replies' || outages === 0) return undefined;
      outages -= 1;
      return transientError('BROKER_UNAVAILABLE', 'Away', { holdsQueue: true });
    };
    const { make, keys } = processorOf(() => {
      throw permanentError('X', 'Refused');
    }, away);
    expect(await make('command').process(command(), going)).toBe('done');
    expect(keys()).toEqual([`${QUEUE}.dlq`, `${QUEUE}.dlq`, 'replies', 'command.rejected']);
  });

  it('hands back what cannot be moved when the process stops', async () => {
    const stopping = new AbortController();
    const away = () => {
      stopping.abort();
      return transientError('BROKER_UNAVAILABLE', 'Away', { holdsQueue: true });
    };
    const { make, keys } = processorOf(() => {
      throw transientError('X', 'Later');
    }, away);
    expect(await make('command').process(command(), stopping.signal)).toBe('hand-back');
    expect(keys()).toEqual([]);
  });

  it.each([
    ['a dead letter', permanentError('X', 'Refused'), `${QUEUE}.dlq`],
    ['a retry', transientError('X', 'Later'), QUEUE],
  ])('keeps the message while no queue takes the copy for %s', async (_what, error, key) => {
    let returns = 2;
    const { make, keys } = processorOf(
      () => {
        throw error;
      },
      () => undefined,
      (routingKey) => routingKey === key && returns-- > 0,
    );
    const stopping = new AbortController();
    const processed = make('event').process(event('x.happened'), stopping.signal);
    expect(await processed).toBe('done');
    expect(returns).toBeLessThan(0);
    expect(keys()).toEqual([key]);
  });

  it('sends the copy to the waiting room of the delay, under the name of the queue', async () => {
    const { make, published } = processorOf(() => {
      throw transientError('X', 'Later', { retryAfterMs: 120 });
    });
    await make('command').process(command(), going);
    expect(published).toMatchObject([{ exchange: 'retry.150ms', routingKey: QUEUE }]);
  });

  const event = (type: string) =>
    consumeMessage({
      body: { id: 'e-1', source: 'urn:x', type, data: {} },
      routingKey: type,
      properties: { messageId: 'e-1' },
    });
  const bug = (safeDetails: SafeDetails) => (): never => {
    throw Object.assign(permanentError('BUG', 'A bug', { safeDetails }), {
      disposition: 'invariant',
    });
  };

  it('tells neither log nor cabinet of an id that is none', async () => {
    const { make, published, lines } = processorOf(() => Promise.resolve());
    const message = consumeMessage({
      properties: { messageId: 'Ivanov' },
      routingKey: 'deal.accept',
    });
    await make('command').process(message, going);
    const [, event] = published;
    expect(JSON.parse(event?.body.toString() ?? '')).toMatchObject({
      type: 'command.rejected',
      data: { commandId: '', command: 'deal.accept', error: { code: 'MESSAGE_ID_REQUIRED' } },
    });
    expect(lines.join()).toContain('MESSAGE_ID_REQUIRED');
    expect(lines.join()).not.toContain('Ivanov');
  });

  it('raises an alert for a bug', async () => {
    const { make, published } = processorOf(bug({ field: 'x' }));
    await make('event', 'sample.events').process(event('deal.created'), going);
    const [, alert] = published;
    expect(alert).toMatchObject({ exchange: 'lk.events', routingKey: 'alert.raised' });
    expect(JSON.parse(alert?.body.toString() ?? '')).toMatchObject({
      source: 'sample',
      data: {
        code: 'BUG',
        severity: 'critical',
        summary: 'A bug',
        dedupKey: 'sample.events:BUG',
        details: { queue: 'sample.events', field: 'x' },
      },
    });
  });

  it('raises no alert about an alert', async () => {
    const { make, keys } = processorOf(bug({}));
    await make('event', 'sample.events').process(event('alert.raised'), going);
    expect(keys()).toEqual(['sample.events.dlq']);
  });
});

describe('MessageProcessor at its gate', () => {
  const LONGEST_HOLD_MS = 600_000;
  let gate: IntakeGate;
  let calls: number;
  let held: number;
  beforeEach(() => {
    jest.useFakeTimers();
    gate = new IntakeGate();
    gate.close('bank');
    calls = 0;
    held = 0;
  });
  afterEach(() => jest.useRealTimers());

  const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  /** Handles with the failure `held` times, then well. */
  function begin(stopping = going) {
    const { make, keys } = processorOf(() => {
      calls += 1;
      if (calls <= held) throw transientError('BANK_CIRCUIT_OPEN', 'Open', { holdsQueue: true });
      return Promise.resolve();
    });
    const state: { result?: string; keys: () => string[] } = { keys };
    void make('command', QUEUE, gate)
      .process(command(), stopping)
      .then((result) => (state.result = result));
    return state;
  }

  it('does not begin while it is closed, and begins when it opens', async () => {
    const state = begin();
    await later(LONGEST_HOLD_MS - 1);
    expect([calls, state.result]).toEqual([0, undefined]);
    gate.open('bank');
    await later(0);
    expect([calls, state.result, state.keys()]).toEqual([1, 'done', []]);
  });

  it('begins at once where there is no outage', async () => {
    gate.open('bank');
    const state = begin();
    await later(0);
    expect([calls, state.result]).toEqual([1, 'done']);
  });

  it('waits on when it closed again before the message had its turn', async () => {
    const state = begin();
    gate.open('bank');
    gate.close('bank');
    await later(60_000);
    expect([calls, state.result]).toEqual([0, undefined]);
    gate.open('bank');
    await later(0);
    expect(state.result).toBe('done');
  });

  it('lets a held message wait at it instead of trying again and again', async () => {
    gate.open('bank');
    held = 1;
    const state = begin();
    gate.close('bank');
    await later(300_000);
    expect([calls, state.result]).toEqual([1, undefined]);
    gate.open('bank');
    await later(0);
    expect([calls, state.result, state.keys()]).toEqual([2, 'done', []]);
  });

  it('hands back after the longest wait what was never begun', async () => {
    const state = begin();
    await later(LONGEST_HOLD_MS);
    expect([calls, state.result, state.keys()]).toEqual([0, 'hand-back', []]);
  });

  it('hands back at once when the process stops, though it opens at the same time', async () => {
    const stopping = new AbortController();
    const state = begin(stopping.signal);
    await later(1000);
    stopping.abort();
    gate.open('bank');
    await later(0);
    expect([calls, state.result]).toEqual([0, 'hand-back']);
  });
});
