import fc from 'fast-check';
import { businessFieldsOf, parseBody } from './business-fields';
import { cleanId, cleanName, cleanSentence } from './clean-text';

const DEAL = '7F0C1D9E-6b0a-4c1e-9d7a-0123456789ab';
const of = (kind: 'event' | 'command', type: string, body: object) =>
  businessFieldsOf(kind, type, parseBody(Buffer.from(JSON.stringify(body))));

describe('businessFieldsOf', () => {
  it.each([500191827399, '500191827399.00'])(
    'takes no number for an amount that may be an INN: %s',
    (amount) => {
      expect(businessFieldsOf('command', 'payout.create', { amount })).toEqual({});
    },
  );

  it('takes our ids and the amount from a command', () => {
    const body = {
      payoutId: 'p-1',
      dealId: DEAL,
      recipientId: 'r-1',
      amount: 1500.5,
      purpose: 'x',
    };
    expect(of('command', 'payout.create', body)).toEqual({
      payoutId: 'p-1',
      dealId: DEAL.toLowerCase(),
      recipientId: 'r-1',
      amountKopecks: 150050n,
    });
  });

  it("takes the bank's ids from an event of the bank, of unknown type too", () => {
    const data = { dealId: 17, recipientId: 'R', paymentId: 'P', amount: '0.07' };
    const expected = {
      externalDealId: '17',
      externalRecipientId: 'R',
      externalPaymentId: 'P',
      amountKopecks: 7n,
    };
    expect(of('event', 'payout.failed', { data })).toEqual(expected);
    expect(of('event', 'something.new', { data })).toEqual(expected);
  });

  it('takes both from an event of ours', () => {
    const data = { dealId: 'd', payoutId: 'p', externalRecipientId: 'R', amountKopecks: '123' };
    expect(of('event', 'payout.status-changed', { data })).toEqual({
      ...data,
      amountKopecks: 123n,
    });
  });

  it('keeps nothing that could be a person', () => {
    const data = { dealId: '770708389312', recipientId: '+79161234567', paymentId: 'a@b.ru' };
    expect(of('event', 'payout.failed', { data })).toEqual({});
    const names = { dealId: 'Иванов Иван', payoutId: '40702810000000000000', inn: '770708389312' };
    expect(of('command', 'payout.create', names)).toEqual({});
  });

  it('never fails, and never returns what a column could not hold', () => {
    const strange = fc.anything({ withBigInt: false, withObjectString: true, maxDepth: 4 });
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .dictionary(fc.constantFrom('data', 'dealId', 'amount', 'payoutId', '__proto__'), strange)
        .map((value) => Buffer.from(JSON.stringify({ ...value, data: value }) ?? '')),
    );
    const kind = fc.constantFrom('event' as const, 'command' as const);
    const type = fc.constantFrom('payout.failed', 'payout.status-changed', 'deal.create', 'x');
    fc.assert(
      fc.property(kind, type, body, (someKind, someType, bytes) => {
        const fields = businessFieldsOf(someKind, someType, parseBody(bytes));
        for (const value of Object.values(fields)) {
          if (typeof value === 'bigint') expect(value >= 0n && value < 2n ** 63n).toBe(true);
          else expect(value).toMatch(/^[\x21-\x7e]{1,200}$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does not follow brackets without end, nor look into what is too long', () => {
    expect(parseBody(Buffer.from('['.repeat(500_000)))).toBeUndefined();
    const long = JSON.stringify({ dealId: 'd', x: 'a'.repeat(1024 * 1024) });
    expect(parseBody(Buffer.from(long))).toBeUndefined();
    const deep = parseBody(
      Buffer.from(`{"dealId":"d","x":${'['.repeat(9999)}${']'.repeat(9999)}}`),
    );
    expect(businessFieldsOf('command', 'deal.accept', deep)).toEqual({ dealId: 'd' });
  });

  it('reads no text that is not UTF-8', () => {
    expect(parseBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined();
  });
});

describe('clean texts', () => {
  it('hold nothing that Postgres refuses or a person is found by', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const clean of [cleanId(text), cleanName(text), cleanSentence(text)]) {
          expect(clean ?? '').not.toMatch(/\0|\d{10,12}(?!\d)/);
        }
      }),
    );
    expect(cleanSentence('ИНН\u0000770708389312')).toBe('ИНН [digits]');
    expect(cleanName('deal.created')).toBe('deal.created');
    expect(cleanName('x.79161234567')).toBeUndefined();
  });
});
