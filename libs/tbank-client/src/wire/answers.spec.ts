import fc from 'fast-check';
import {
  readAddedSelfEmployed,
  readDeal,
  readListedSelfEmployed,
  readPage,
  readPayment,
  readReceipt,
  readStep,
} from './answers';
import { WireFieldError, WireObject } from './read-fields';

type Reader = (answer: WireObject) => unknown;
type Fields = Record<string, unknown>;

const ACCOUNT = '40702810900000000001';

/** Each answer as the bank documents it: what must be there, then what may be. */
const ANSWERS: readonly (readonly [string, Reader, Fields, Fields])[] = [
  ['a deal', readDeal, { dealId: 'd', accountNumber: ACCOUNT, status: 'DRAFT' }, {}],
  ['a step', readStep, { stepId: 's', description: 'First', status: 'NEW' }, { stepNumber: 1 }],
  [
    'a payment',
    readPayment,
    {
      type: 'REGULAR',
      paymentId: 'p',
      beneficiaryId: 'b',
      accountNumber: ACCOUNT,
      amount: 1500.5,
      status: 'PENDING',
      purpose: 'Fee',
    },
    { dealId: 'd', stepId: 's', recipientId: 7, operationId: 'o' },
  ],
  [
    'an added person',
    readAddedSelfEmployed,
    { recipientId: 100_001, status: 'DRAFT' },
    { selfEmployedStatus: 'ACTIVE', inn: '500100732259' },
  ],
  [
    'a listed person',
    readListedSelfEmployed,
    { id: 100_001, status: 'ACTIVE' },
    { selfEmployedStatus: 'ACTIVE', inn: '500100732259' },
  ],
  [
    'a receipt',
    readReceipt,
    { receiptId: 'r', status: 'REGISTERED' },
    {
      inn: '500100732259',
      amount: '10.05',
      totalAmount: 10.05,
      url: 'https://r.example/r',
      fnsLink: 'https://r.example/r',
      dealId: 'd',
      paymentId: 'p',
      createdAt: '2026-01-15T10:00:00.000Z',
      cancelledAt: '2026-01-16',
    },
  ],
  ['a page', (answer) => readPage(answer, readDeal), { total: 0 }, { results: [] }],
];

const cases = (pick: 'required' | 'optional') =>
  ANSWERS.flatMap(([what, read, required, optional]) =>
    Object.keys(pick === 'required' ? required : optional).map(
      (field) => [field, what, read, { ...required, ...optional }] as const,
    ),
  );

function failureOf(read: Reader, answer: unknown): WireFieldError | undefined {
  try {
    read(new WireObject(answer));
    return undefined;
  } catch (error) {
    if (error instanceof WireFieldError) return error;
    throw error;
  }
}

/** Of no type that any field may have. */
const MISTYPED: readonly unknown[] = [true, { a: 1 }, [[]], -1.234];

describe('readers of answers', () => {
  it.each(ANSWERS)('take %s as documented, with fields that nobody knows', (_, read, must, may) => {
    expect(failureOf(read, { ...must, ...may, newField: { deep: [1] } })).toBeUndefined();
    expect(failureOf(read, must)).toBeUndefined();
  });

  it.each(cases('required'))('want %s of %s', (field, _, read, answer) => {
    for (const value of [undefined, null, '', ...MISTYPED]) {
      expect(failureOf(read, { ...answer, [field]: value })?.field).toBe(field);
    }
    const others = Object.entries(answer).filter(([name]) => name !== field);
    expect(failureOf(read, Object.fromEntries(others))?.field).toBe(field);
  });

  it.each(cases('optional'))('do without %s of %s, but not with nonsense in it', (...given) => {
    const [field, , read, answer] = given;
    for (const absent of [undefined, null]) {
      expect(failureOf(read, { ...answer, [field]: absent })).toBeUndefined();
    }
    // The second spelling of a field is read only when the first is not there.
    const first = { totalAmount: 'amount', fnsLink: 'url' }[field];
    const spoiled = { ...answer, ...(first ? { [first]: null } : {}) };
    for (const value of MISTYPED) {
      const failure = failureOf(read, { ...spoiled, [field]: value });
      expect(failure?.field.replace(/\[0\]$/, '')).toBe(field);
    }
  });

  it('give money in kopecks, times as dates, ids as text and unknown words as they are', () => {
    const [, , must, may] = ANSWERS.find(([what]) => what === 'a receipt') ?? [];
    expect(readReceipt(new WireObject({ ...must, ...may, status: 'NEW_WORD' }))).toEqual({
      receiptId: 'r',
      status: 'NEW_WORD',
      inn: '500100732259',
      amountKopecks: 1005n,
      url: 'https://r.example/r',
      dealId: 'd',
      paymentId: 'p',
      createdAt: new Date('2026-01-15T10:00:00Z'),
      cancelledAt: new Date('2026-01-16T00:00:00Z'),
    });
    expect(readListedSelfEmployed(new WireObject({ id: 7, status: 'X' })).recipientId).toBe('7');
  });

  it.each([
    ['2026-01-15', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15T10:00', '2026-01-15T10:00:00.000Z'],
    ['2026-01-15T10:00:00.25', '2026-01-15T10:00:00.250Z'],
    ['2026-01-15T10:00:00+03:00', '2026-01-15T07:00:00.000Z'],
    ['15.01.2026', undefined],
    ['2026-13-15', undefined],
    ['2026-01-15T10', undefined],
    ['5', undefined],
  ])('understand the time %s as %s', (text, expected) => {
    const read = () => new WireObject({ at: text }).optionalTime('at')?.toISOString();
    if (expected === undefined) expect(read).toThrow(WireFieldError);
    else expect(read()).toBe(expected);
  });

  it('name a field by its place', () => {
    const page = { total: 2, results: [{ dealId: 'd', accountNumber: 'a', status: 's' }, {}] };
    expect(failureOf((answer) => readPage(answer, readDeal), page)?.field).toBe(
      'results[1].dealId',
    );
    expect(
      failureOf((answer) => readPage(answer, readDeal), { total: 1, results: [7] })?.field,
    ).toBe('results[0]');
    expect(failureOf(readDeal, 'text')?.field).toBe('(body)');
  });

  it('do not take what every object has for a field of the answer', () => {
    expect(() => new WireObject({}).text('constructor')).toThrow(WireFieldError);
    expect(new WireObject({}).optionalText('toString')).toBeUndefined();
  });

  it('never tell a value of the answer, whatever it is', () => {
    const secret = fc.string({ minLength: 4 }).map((text) => `\u00a7${text}`);
    const value = fc.oneof(
      secret,
      fc.record({ inner: secret }),
      fc.array(secret, { minLength: 1 }),
    );
    const names = [
      ...new Set(
        cases('required')
          .concat(cases('optional'))
          .map(([name]) => name),
      ),
    ];
    const answers = fc.dictionary(fc.constantFrom(...names), value);
    const readers = fc.constantFrom(...ANSWERS.map(([, read]) => read));
    fc.assert(
      fc.property(answers, readers, (answer, read) => {
        const failure = failureOf(read, answer);
        const told = [failure?.message, failure?.field, failure?.stack, { ...failure }];
        expect(JSON.stringify(told)).not.toContain('\u00a7');
      }),
      { numRuns: 500 },
    );
  });
});
