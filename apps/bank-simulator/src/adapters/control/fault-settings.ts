import { BodyReader } from '../../domain/body-reader';
import { type FaultSettings, type WebhookFaults } from '../../domain/fault-plan';
import { FAULT_MOMENTS, type FaultRule } from '../../domain/fault-rule';
import { LIST_LIES } from '../../domain/lying-list';
import { type AnswerSpoiling } from '../../domain/spoiled-answer';

const MAX_DELAY_MS = 600_000;
const RATE = { min: 0, max: 1 };
const DELAY = { min: 0, max: MAX_DELAY_MS };
const COUNT = { min: 0, max: 1_000_000 };
/** What `"reorder": true` stands for. */
const DEFAULT_REORDER_WINDOW = 5;

const RULE_FIELDS = [
  ...['method', 'path', 'status', 'errorCode', 'retryAfterSeconds', 'retryAfterAsDate'],
  ...['echoIntoError', 'rate', 'times', 'skip', 'lyingList', 'latencyMs', 'latency'],
  ...['answerDelayMs', 'dropAnswerAfterEffect', 'dropAnswer', 'closeBeforeEffect', 'halfOpen'],
  ...['resetConnection', 'partialAnswer', 'malformedAnswer'],
  ...['answerPatch', 'omitFields', 'mistypeFields'],
];
const WEBHOOK_FIELDS = [
  ...['duplicateRate', 'duplicate', 'dropRate', 'drop', 'delayMs', 'delay'],
  ...['reorderWindow', 'reorder'],
];

/** The body of `PUT /_sim/faults`; what is left out is switched off. */
export function faultSettingsOf(body: unknown): FaultSettings {
  const reader = new BodyReader(body);
  reader.onlyKnown(['rules', 'webhooks', 'seed']);
  return {
    rules: (reader.optionalList('rules') ?? []).map(ruleOf),
    webhooks: webhookFaultsOf(
      reader.has('webhooks') ? reader.object('webhooks') : new BodyReader({}),
    ),
    seed: reader.optionalNumber('seed', { min: 0, max: 2 ** 32 - 1 }) ?? 1,
  };
}

function ruleOf(value: unknown, index: number): FaultRule {
  const reader = new BodyReader(value, `rules[${index}].`);
  reader.onlyKnown(RULE_FIELDS);
  return {
    method: reader.optionalText('method', { max: 10 }),
    path: reader.text('path', { max: 500 }),
    status: reader.optionalNumber('status', { min: 400, max: 599 }),
    errorCode: reader.optionalText('errorCode', { max: 50 }),
    retryAfterSeconds: reader.optionalNumber('retryAfterSeconds', { min: 0, max: 86_400 }),
    retryAfterAsDate: reader.optionalBoolean('retryAfterAsDate'),
    echoIntoError: reader.optionalBoolean('echoIntoError'),
    rate: reader.optionalNumber('rate', RATE),
    times: reader.optionalNumber('times', COUNT),
    skip: reader.optionalNumber('skip', COUNT),
    lyingList: reader.optionalOneOf('lyingList', LIST_LIES),
    ...breakagesOf(reader),
    ...spoilingOf(reader),
  };
}

function breakagesOf(reader: BodyReader): Partial<FaultRule> {
  return {
    latencyMs: reader.optionalNumber(reader.has('latency') ? 'latency' : 'latencyMs', DELAY),
    answerDelayMs: reader.optionalNumber('answerDelayMs', DELAY),
    dropAnswerAfterEffect: reader.optionalBoolean(
      reader.has('dropAnswer') ? 'dropAnswer' : 'dropAnswerAfterEffect',
    ),
    closeBeforeEffect: reader.optionalBoolean('closeBeforeEffect'),
    halfOpen: reader.optionalOneOf('halfOpen', FAULT_MOMENTS),
    resetConnection: reader.optionalOneOf('resetConnection', FAULT_MOMENTS),
    partialAnswer: reader.optionalBoolean('partialAnswer'),
    malformedAnswer: reader.optionalBoolean('malformedAnswer'),
  };
}

function spoilingOf(reader: BodyReader): AnswerSpoiling {
  return {
    answerPatch: reader.has('answerPatch') ? reader.object('answerPatch').all() : undefined,
    omitFields: reader.optionalList('omitFields')?.map(String),
    mistypeFields: reader.optionalList('mistypeFields')?.map(String),
  };
}

function webhookFaultsOf(reader: BodyReader): WebhookFaults {
  reader.onlyKnown(WEBHOOK_FIELDS);
  return {
    duplicateRate: rateOf(reader, 'duplicate'),
    dropRate: rateOf(reader, 'drop'),
    delayMs: reader.optionalNumber(reader.has('delay') ? 'delay' : 'delayMs', DELAY) ?? 0,
    reorderWindow: reorderWindowOf(reader),
  };
}

/** `"drop": true` is every one, `"drop": 0.3` is `"dropRate": 0.3`. */
function rateOf(reader: BodyReader, name: 'duplicate' | 'drop'): number {
  const value = reader.all()[name];
  if (typeof value === 'boolean') return value ? 1 : 0;
  return reader.optionalNumber(value === undefined ? `${name}Rate` : name, RATE) ?? 0;
}

function reorderWindowOf(reader: BodyReader): number {
  const window = reader.optionalNumber('reorderWindow', { min: 1, max: 10_000 });
  if (window !== undefined) return window;
  return reader.optionalBoolean('reorder') ? DEFAULT_REORDER_WINDOW : 1;
}
