import { randomUUID } from 'node:crypto';
import { CANARY, CANARY_NAME, CANARY_TEXT, canaryInn, canaryPerson } from './canaries';

type Body = Record<string, unknown>;

/** A recipient of a deal for a share of 10 rubles; the first is a self-employed person when asked for. */
const recipient = (number: number, person?: number): Body => ({
  recipientId: `r${number}`,
  role: CANARY_NAME,
  legalType: person === undefined ? 'IP' : 'SE',
  inn: canaryInn(person ?? 90 + (number % 10)),
  splitType: 'fixed',
  splitValue: 10,
  ...(person === undefined && { beneficiaryId: randomUUID() }),
});

/** `deal.create` with so many recipients. */
export const dealOf = (dealId: string, recipients: number, person?: number): Body => ({
  dealId,
  amount: recipients * 10,
  description: CANARY_TEXT,
  accountNumber: CANARY.nominalAccount,
  recipients: Array.from({ length: recipients }, (_, index) =>
    recipient(index, index === 0 ? person : undefined),
  ),
  steps: [{ stepId: 'first', description: CANARY_TEXT }],
});

export const payoutOf = (
  dealId: string,
  number: number,
  payoutId: string = randomUUID(),
): Body => ({
  payoutId,
  dealId,
  recipientId: `r${number}`,
  amount: 1,
  purpose: `${CANARY_NAME} ${canaryInn(99)}`,
});

export const stepOf = (dealId: string): Body => ({
  dealId,
  stepId: randomUUID(),
  description: CANARY_TEXT,
});

export const cancelOf = (dealId: string): Body => ({ dealId, reason: CANARY_TEXT });

export const registrationOf = (number: number): Body => ({
  selfEmployedId: randomUUID(),
  ...canaryPerson(number),
});

/** A good body of every command, of which the bad ones are made. */
const SAMPLES: Readonly<Record<string, () => Body>> = {
  'deal.create': () => ({ ...dealOf(randomUUID(), 1) }),
  'deal.accept': () => ({ dealId: randomUUID() }),
  'deal.step.create': () => stepOf(randomUUID()),
  'deal.cancel': () => cancelOf(randomUUID()),
  'payout.create': () => ({ ...payoutOf(randomUUID(), 1), bankDetailsId: 'b' }),
  'self-employed.register': () => registrationOf(98),
  'self-employed.receipts.fetch': () => ({
    inn: canaryInn(97),
    from: '2026-01-01',
    to: '2026-01-02',
  }),
};

/** Any text is a good id: a name in it is a name that its sender calls an id. */
const FREE_IDS = /(recipientId|stepId|beneficiaryId|bankDetailsId)$/;

const WRONG_VALUES: readonly unknown[] = [
  CANARY_TEXT,
  Number(canaryInn(99)),
  { [CANARY_NAME]: CANARY_TEXT },
  [CANARY_TEXT],
];

/** Every field of every command, nested ones too, with a canary of every type in its place. */
export function wrongCommands(): readonly (readonly [string, Body])[] {
  return Object.entries(SAMPLES).flatMap(([name, sample]) => [
    ...pathsOf(sample()).flatMap((path) =>
      WRONG_VALUES.filter((value) => !(FREE_IDS.test(path) && typeof value === 'string')).map(
        (value) => [name, withValue(sample(), path, value)] as const,
      ),
    ),
    [name, { [CANARY_NAME]: CANARY_TEXT }] as const,
  ]);
}

function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const nested = Object.entries(value).flatMap(([name, field]) =>
    pathsOf(field, path === '' ? name : `${path}.${name}`),
  );
  return path === '' ? nested : [path, ...nested];
}

function withValue(body: Body, path: string, value: unknown): Body {
  const names = path.split('.');
  const last = names.pop() ?? path;
  const holder = names.reduce<Body>((at, name) => at[name] as Body, body);
  holder[last] = value;
  return body;
}

/** Bytes that are no command at all. */
export const POISON: readonly Buffer[] = [
  Buffer.from(`{"lastName":"${CANARY.surname}",`),
  Buffer.from(CANARY_TEXT),
  Buffer.from(JSON.stringify([CANARY_TEXT])),
  Buffer.from(JSON.stringify(CANARY_TEXT)),
  Buffer.from(`${'['.repeat(100)}"${CANARY_TEXT}"${']'.repeat(100)}`),
  Buffer.from(`{"dealId":"${CANARY.surname}\\u0000"}`),
  Buffer.from(CANARY_TEXT, 'utf16le'),
];

/** Everything a sender can write on the envelope beside its own ids. */
export const CANARY_ENVELOPE = {
  contentType: CANARY_NAME,
  contentEncoding: CANARY_NAME,
  type: CANARY_NAME,
  appId: CANARY_NAME,
  headers: {
    [CANARY.surnameLatin]: CANARY_TEXT,
    'x-name': CANARY_TEXT,
    'x-error-message': CANARY_TEXT,
    'x-original-routing-key': CANARY_TEXT,
    'x-original-exchange': CANARY_TEXT,
    'x-first-failed-at': CANARY_TEXT,
    'x-origin-queue': CANARY_TEXT,
    traceparent: CANARY_TEXT,
    nested: { name: CANARY_TEXT },
  },
};
