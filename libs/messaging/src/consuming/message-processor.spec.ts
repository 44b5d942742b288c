import { permanentError, type SafeDetails, systemClock, transientError } from '@lk/kernel';
import { AppLogger, Metrics } from '@lk/platform';
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

/** A processor whose publisher fails for the routing keys given. */
function processorOf(
  dispatch: Dispatch,
  failing: (key: string) => Error | undefined = () => undefined,
) {
  const published: PublishRequest[] = [];
  const publisher = {
    publish: (request: PublishRequest) => {
      const failure = failing(request.routingKey);
      if (failure) return Promise.reject(failure);
      published.push(request);
      return Promise.resolve('confirmed');
    },
  } as unknown as ConfirmedPublisher;
  const names = new TopologyNames();
  const messages = new MessagePublisher(publisher, names);
  const tools = {
    publisher,
    names,
    schedule: new RetrySchedule(50, 4, () => 0),
    notices: new DeadLetterNotices('sample', messages, systemClock),
    metrics: new ConsumerMetrics(new Metrics('sample')),
    logger: new AppLogger('sample', 'silent'),
    clock: systemClock,
  };
  const make = (kind: 'event' | 'command', queue = QUEUE) =>
    new MessageProcessor(
      { queue, kind, read: kind === 'event' ? readEvent : readCommand, dispatch },
      tools,
    );
  return { make, keys: () => published.map(({ routingKey }) => routingKey), published };
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
