import {
  BANK_EVENT_PAYLOADS,
  BANK_EVENT_TYPES,
  CABINET_QUEUE,
  CLOUD_EVENT_CONTENT_TYPE,
  COMMAND_NAMES,
  COMMAND_PAYLOADS,
  deadLetterQueueOf,
  EXCHANGES,
  LK_EVENT_PAYLOADS,
  LK_EVENT_TYPES,
  type PayloadClass,
  type ServiceSubscriptions,
  SUBSCRIPTIONS,
} from '@lk/contracts';
import { systemTopology, TopologyNames } from '@lk/messaging';
import { COMMAND_HEADERS, DEAD_LETTER_HEADERS, EVENT_ENVELOPE, REPLY } from './asyncapi-parts';
import { type Components, type JsonSchema } from './json-schema';
import { Sources } from './sources';
import { TypeSchemas } from './type-schemas';
import { Validation } from './validation';

type Section = Record<string, object>;

/** One kind of message: where it is published and who reads it. */
interface Kind {
  readonly exchange: string;
  readonly key: string;
  readonly payload: JsonSchema;
  readonly isCommand: boolean;
  readonly readers: readonly string[];
}

const SUBSCRIBED: readonly (readonly [string, ServiceSubscriptions])[] =
  Object.entries(SUBSCRIPTIONS);

const readersOf = (list: keyof ServiceSubscriptions, key: string): string[] =>
  SUBSCRIBED.filter(([, reads]) =>
    (reads[list] as readonly string[] | undefined)?.includes(key),
  ).map(([service]) => service);

/** What goes over the broker: exchanges, routing keys, bodies, headers, replies and dead letters. */
export function asyncApiDocument(root: string): object {
  const components: Components = new Map();
  const sources = new Sources(root);
  const schemas = new TypeSchemas(sources, components, new Validation());
  const payloadOf = (type: PayloadClass | undefined): JsonSchema => {
    if (!type) return { type: 'object', description: 'Not described by a class yet' };
    const declared = sources.getClass(type.name, 'libs/contracts/');
    return schemas.of(sources.checker.getTypeAtLocation(declared));
  };
  const kinds = kindsOf(payloadOf);
  const queues = queuesOf();
  return {
    asyncapi: '3.0.0',
    info: INFO,
    defaultContentType: 'application/json',
    channels: { ...channelsOf(kinds), ...queues, reply: REPLY_CHANNEL },
    operations: { ...operationsOf(kinds), ...deadLetterOperations(Object.keys(queues)) },
    components: {
      messages: messagesOf(kinds),
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

const INFO = {
  title: 'lk-tbank',
  version: '0.1.0',
  description:
    'AMQP 0-9-1. Messages are persistent, published with confirms and mandatory. An event is known ' +
    'by its id, a command by its message id: sent twice, it takes effect once. ' +
    'Generated from the code by `npm run docs:api`; do not edit.',
};

function kindsOf(payloadOf: (type: PayloadClass | undefined) => JsonSchema): Kind[] {
  const kinds = (
    exchange: string,
    list: keyof ServiceSubscriptions,
    keys: readonly string[],
    classes: Readonly<Record<string, PayloadClass>>,
  ): Kind[] =>
    keys.map((key) => ({
      exchange,
      key,
      payload: payloadOf(classes[key]),
      isCommand: list === 'commands',
      readers: readersOf(list, key),
    }));
  return [
    ...kinds(EXCHANGES.bankEvents, 'bankEvents', BANK_EVENT_TYPES, BANK_EVENT_PAYLOADS),
    ...kinds(EXCHANGES.bankCommands, 'commands', COMMAND_NAMES, COMMAND_PAYLOADS),
    ...kinds(EXCHANGES.lkEvents, 'lkEvents', LK_EVENT_TYPES, LK_EVENT_PAYLOADS),
  ];
}

const nameOf = ({ exchange, key }: Kind): string => `${exchange}.${key}`;

function channelsOf(kinds: readonly Kind[]): Section {
  return Object.fromEntries(
    kinds.map((kind) => [
      nameOf(kind),
      {
        address: kind.key,
        messages: { message: { $ref: `#/components/messages/${nameOf(kind)}` } },
        bindings: {
          amqp: {
            is: 'routingKey',
            exchange: { name: kind.exchange, type: 'topic', durable: true, autoDelete: false },
          },
        },
      },
    ]),
  );
}

/** Every queue of ours but the waiting rooms, which are nobody else's business. */
function queuesOf(): Section {
  const { queues, bindings } = systemTopology(new TopologyNames(), [], SUBSCRIPTIONS);
  return Object.fromEntries(
    queues.map(({ name, arguments: given }) => {
      const bound = bindings.filter(({ queue }) => queue === name);
      const keys = bound.map(({ exchange, routingKey }) => `${exchange}: ${routingKey}`);
      return [
        `queue.${name}`,
        {
          address: name,
          description: keys.length > 0 ? `Bound to ${keys.join(', ')}` : 'Bound to no exchange',
          ...(name.endsWith('.dlq') ? { messages: { deadLetter: DEAD_LETTER } } : {}),
          bindings: {
            amqp: {
              is: 'queue',
              queue: { name, durable: true, exclusive: false, autoDelete: false },
            },
          },
          'x-arguments': given as object,
        },
      ];
    }),
  );
}

const DEAD_LETTER = { $ref: '#/components/messages/dead-letter' };

const REPLY_CHANNEL = {
  address: null,
  description: 'Where `reply_to` of the command leads, by the default exchange',
  messages: { reply: { $ref: '#/components/messages/reply' } },
};

function operationsOf(kinds: readonly Kind[]): Section {
  return Object.fromEntries(kinds.flatMap((kind) => [...sendOf(kind), ...receivesOf(kind)]));
}

const refOf = (channel: string): object => ({ $ref: `#/channels/${channel}` });

/** Commands are published by others; of events we are the publishers. */
function sendOf(kind: Kind): [string, object][] {
  if (kind.isCommand) return [];
  const by = kind.exchange === EXCHANGES.lkEvents ? CABINET_QUEUE : undefined;
  const description = by ? { description: `Kept for the cabinet in ${by}` } : {};
  return [
    [`send.${nameOf(kind)}`, { action: 'send', channel: refOf(nameOf(kind)), ...description }],
  ];
}

function receivesOf(kind: Kind): [string, object][] {
  const reply = {
    address: { location: '$message.header#/reply_to' },
    channel: refOf('reply'),
  };
  return kind.readers.map((service) => [
    `${service}.${nameOf(kind)}`,
    {
      action: 'receive',
      channel: refOf(nameOf(kind)),
      tags: [{ name: service }],
      ...(kind.isCommand ? { reply } : {}),
    },
  ]);
}

function deadLetterOperations(queues: readonly string[]): Section {
  const dead = queues.filter((name) => name.endsWith(deadLetterQueueOf('')));
  return Object.fromEntries(
    dead.map((name) => [
      `ops.${name}`,
      { action: 'receive', channel: refOf(name), tags: [{ name: 'ops' }] },
    ]),
  );
}

function messagesOf(kinds: readonly Kind[]): Section {
  const messages = kinds.map((kind): [string, object] => [
    nameOf(kind),
    kind.isCommand
      ? { name: kind.key, headers: COMMAND_HEADERS, payload: kind.payload }
      : {
          name: kind.key,
          contentType: CLOUD_EVENT_CONTENT_TYPE,
          payload: envelopeOf(kind.key, kind.payload),
        },
  ]);
  return {
    ...Object.fromEntries(messages),
    'dead-letter': {
      summary: 'A message that could not be processed, as it came',
      headers: DEAD_LETTER_HEADERS,
      payload: {},
    },
    reply: { payload: REPLY },
  };
}

const envelopeOf = (type: string, data: JsonSchema): JsonSchema => ({
  ...EVENT_ENVELOPE,
  properties: { ...EVENT_ENVELOPE.properties, type: { const: type }, data },
});
