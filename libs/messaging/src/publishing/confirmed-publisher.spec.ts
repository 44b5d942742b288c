import { EventEmitter } from 'node:events';
import { eventually } from '@lk/testing';
import { type AmqpConnection } from '../connection/amqp-connection';
import { ConfirmedPublisher } from './confirmed-publisher';

/** A channel that returns and confirms when the test says so, in the order the test wants. */
class ScriptedChannel extends EventEmitter {
  readonly confirms: (() => void)[] = [];

  publish(
    _exchange: string,
    _key: string,
    _body: Buffer,
    _options: object,
    done: () => void,
  ): void {
    this.confirms.push(done);
  }

  returns(routingKey: string, messageId: string): void {
    this.emit('return', { fields: { exchange: '', routingKey }, properties: { messageId } });
  }

  close(): Promise<void> {
    this.emit('close');
    return Promise.resolve();
  }
}

describe('ConfirmedPublisher', () => {
  const request = (routingKey: string) => ({
    exchange: '',
    routingKey,
    body: Buffer.from(''),
    properties: { messageId: 'm' },
  });

  it('tells two returns of the same message apart when both come before the confirms', async () => {
    const channel = new ScriptedChannel();
    const connection = { createConfirmChannel: () => Promise.resolve(channel) };
    const publisher = new ConfirmedPublisher(connection as unknown as AmqpConnection, {
      maxInFlight: 10,
      confirmTimeoutMs: 1000,
    });
    publisher.start();
    await eventually(() => expect(publisher.ready).toBe(true));
    const sent = ['nowhere', 'nowhere', 'somewhere', 'nowhere'].map((key) =>
      publisher.publish(request(key)),
    );
    await eventually(() => expect(channel.confirms).toHaveLength(4));
    channel.returns('nowhere', 'm');
    channel.returns('nowhere', 'm');
    for (const confirm of channel.confirms.slice(0, 3)) confirm();
    channel.returns('nowhere', 'm');
    channel.confirms[3]?.();
    expect(await Promise.all(sent)).toEqual([
      'unroutable',
      'unroutable',
      'confirmed',
      'unroutable',
    ]);
    await publisher.stop();
  });
});
