import { CANARY, CANARY_TEXT } from './canaries';

type Fault = Readonly<Record<string, unknown>>;

/** Rules for the bank's faults, the first that fits strikes. */
export type Weather = readonly Fault[];

/**
 * Every way in which the bank can fail, each once per path. Refusals quote the values of the request,
 * spoiled answers hold personal data in the wrong places. Failures stand together, so that the breaker
 * opens over them.
 */
const FAULTS: readonly Fault[] = [
  { echoIntoError: true },
  { echoIntoError: true, status: 400 },
  { echoIntoError: true, errorCode: 'Отказ: Канарейкина' },
  { echoIntoError: true, status: 401 },
  { echoIntoError: true, status: 403 },
  { malformedAnswer: true },
  { answerPatch: { status: CANARY_TEXT, note: CANARY_TEXT, error: { [CANARY.surname]: 1 } } },
  { dropAnswerAfterEffect: true },
  { closeBeforeEffect: true },
  { halfOpen: 'before-effect' },
  { halfOpen: 'after-effect' },
  { resetConnection: 'before-effect' },
  { resetConnection: 'after-effect' },
  { partialAnswer: true },
  { answerDelayMs: 900 },
  { status: 503 },
  { echoIntoError: true, status: 500 },
  { status: 502 },
  // As often as a call is repeated, and then some.
  { echoIntoError: true, status: 429, retryAfterSeconds: 0, times: 6 },
  { status: 429, retryAfterAsDate: true, retryAfterSeconds: 1 },
];

/** Fields of an answer that are left out or of the wrong type; their names differ from path to path. */
const spoiled = (fields: readonly string[]): Fault[] => [
  { omitFields: fields },
  { mistypeFields: fields },
];

const once = (method: string, path: string, faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ method, path, times: 1, ...fault }));

/** All faults for changes at a path and some for the look-ups beside it. */
export const weatherOf = (path: string, ids: readonly string[]): Weather => [
  ...once('POST', path, [...spoiled(ids), ...FAULTS]),
  ...once('GET', path, [
    { echoIntoError: true },
    { status: 503 },
    { malformedAnswer: true },
    ...spoiled(ids.map((id) => `results.*.${id}`)),
  ]),
];

/** How many commands it takes until every fault for changes has struck. */
export const WEATHER_COMMANDS = FAULTS.length + 4;
