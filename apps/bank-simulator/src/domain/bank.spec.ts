import { Bank } from './bank';
import { type BankEvent } from './bank-context';
import { type BankRefusal } from './bank-refusal';
import { type DealStatus } from './deal';
import { Ledger } from './ledger';

function newBank() {
  const events: BankEvent[] = [];
  const ledger = new Ledger(10, () => new Date(0));
  let ids = 0;
  const bank = new Bank({
    now: () => new Date(0),
    newId: () => `id-${++ids}`,
    effect: (kind, id, origin) => ledger.recordEffect(kind, id, origin),
    publish: (event) => events.push(event),
  });
  return { bank, ledger, types: () => events.map(({ type }) => type), events };
}

type Harness = ReturnType<typeof newBank>;

function dealIn(status: DealStatus, { bank }: Harness): string {
  const { dealId } = bank.deals.create('4'.repeat(20));
  const deal = bank.deals.get(dealId);
  bank.deals.addStep(dealId, 'step');
  deal.status = status;
  if (['FUNDED', 'IN_PROGRESS'].includes(status)) deal.fundedKopecks = 100n;
  return dealId;
}

const order = (dealId: string, amountKopecks = 100n, beneficiaryId = 'b') => ({
  beneficiaryId,
  accountNumber: '4'.repeat(20),
  amountKopecks,
  purpose: 'p',
  dealId,
});

function refusalStatusOf(act: () => unknown): number | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as BankRefusal).status;
  }
}

describe('the life of a deal', () => {
  const STATUSES: DealStatus[] = [
    'DRAFT',
    'ACCEPTED',
    'FUNDED',
    'IN_PROGRESS',
    'COMPLETED',
    'CANCELLED',
  ];
  const ACTIONS: Record<string, (harness: Harness, dealId: string) => unknown> = {
    accept: ({ bank }, dealId) => bank.deals.accept(dealId),
    cancel: ({ bank }, dealId) => bank.deals.cancel(dealId),
    addStep: ({ bank }, dealId) => bank.deals.addStep(dealId, 'more'),
    fund: ({ bank }, dealId) =>
      bank.incoming.pay({ dealId, amountKopecks: 1n, outcome: 'completed' }),
    payOut: ({ bank }, dealId) => bank.payments.create(order(dealId)),
    complete: ({ bank }, dealId) => bank.deals.complete(dealId),
  };
  /** The status after each action in each status; absent: refused with 422. */
  const TABLE: Record<string, Partial<Record<DealStatus, DealStatus>>> = {
    accept: {
      DRAFT: 'ACCEPTED',
      ACCEPTED: 'ACCEPTED',
      FUNDED: 'FUNDED',
      IN_PROGRESS: 'IN_PROGRESS',
    },
    cancel: {
      DRAFT: 'CANCELLED',
      ACCEPTED: 'CANCELLED',
      FUNDED: 'CANCELLED',
      IN_PROGRESS: 'CANCELLED',
      CANCELLED: 'CANCELLED',
    },
    addStep: { DRAFT: 'DRAFT' },
    fund: { ACCEPTED: 'FUNDED', FUNDED: 'FUNDED', IN_PROGRESS: 'IN_PROGRESS' },
    payOut: { FUNDED: 'IN_PROGRESS', IN_PROGRESS: 'IN_PROGRESS' },
    complete: { FUNDED: 'COMPLETED', IN_PROGRESS: 'COMPLETED' },
  };
  const cases = Object.keys(ACTIONS).flatMap((action) =>
    STATUSES.map((status) => [action, status, TABLE[action]?.[status] ?? 'refused']),
  );

  it.each(cases)('%s in %s: %s', (action, status, expected) => {
    const harness = newBank();
    const dealId = dealIn(status as DealStatus, harness);
    const act = () => ACTIONS[action]?.(harness, dealId);
    if (expected === 'refused') expect(refusalStatusOf(act)).toBe(422);
    else act();
    const after = expected === 'refused' ? status : expected;
    expect(harness.bank.deals.get(dealId).status).toBe(after);
  });

  it('refuses to accept without a step', () => {
    const { bank } = newBank();
    const { dealId } = bank.deals.create('4'.repeat(20));
    expect(() => bank.deals.accept(dealId)).toThrow('В сделке нет этапов');
  });

  it('completes only when the last kopeck was paid out by completed payouts', () => {
    const harness = newBank();
    const dealId = dealIn('FUNDED', harness);
    const payouts = [40n, 60n].map((part) => harness.bank.payments.create(order(dealId, part)));
    const [first, second] = payouts.map(({ paymentId }) => paymentId) as [string, string];
    harness.bank.payments.settle(first, { outcome: 'completed' });
    expect(harness.types()).not.toContain('deal.completed');
    harness.bank.payments.settle(second, { outcome: 'completed' });
    expect(harness.types().at(-1)).toBe('deal.completed');
    expect(harness.bank.deals.get(dealId).steps[0]?.status).toBe('COMPLETED');
  });

  it('never lets payouts exceed the money paid in, failed ones give theirs back', () => {
    const harness = newBank();
    const dealId = dealIn('FUNDED', harness);
    const { paymentId } = harness.bank.payments.create(order(dealId, 100n));
    expect(() => harness.bank.payments.create(order(dealId, 1n))).toThrow('Недостаточно');
    harness.bank.payments.settle(paymentId, { outcome: 'failed' });
    expect(harness.bank.payments.create(order(dealId, 100n)).status).toBe('PENDING');
    expect(() => harness.bank.deals.cancel(dealId)).toThrow('попытка выплаты');
  });
});

describe('events of the bank', () => {
  it('carry the ids of the bank and rubles, and nothing that is not known', () => {
    const harness = newBank();
    const dealId = dealIn('ACCEPTED', harness);
    harness.bank.incoming.pay({ dealId, outcome: 'failed' });
    harness.bank.incoming.pay({ dealId, amountKopecks: 1050n, outcome: 'completed' });
    const shown = harness.events
      .slice(-3)
      .map((event) => JSON.parse(JSON.stringify(event)) as object);
    expect(shown).toMatchObject([
      { type: 'payment.failed', data: { dealId, errorCode: 'PAYMENT_DECLINED' } },
      { type: 'payment.pending', data: { dealId, amount: 10.5 } },
      { type: 'payment.completed', data: { dealId, amount: 10.5 } },
    ]);
    expect(shown[0]).not.toHaveProperty('data.amount');
  });

  it('announce a receipt for a completed payout to a self-employed person only', () => {
    const { bank, types } = newBank();
    const bankInfo = { accountNumber: '4'.repeat(20), bankBic: '0'.repeat(9) };
    const person = { firstName: 'A', lastName: 'B', inn: '7'.repeat(12), bankInfo };
    const { id } = bank.selfEmployed.add(person);
    for (const beneficiaryId of [String(id), 'company']) {
      const unlinked = { ...order('', 5n, beneficiaryId), dealId: undefined };
      bank.payments.settle(bank.payments.create(unlinked).paymentId, { outcome: 'completed' });
    }
    expect(types().filter((type) => type === 'receipt.ready')).toHaveLength(1);
    const [receipt] = bank.receipts.list({ inn: person.inn, from: new Date(0), to: new Date(0) });
    bank.receipts.cancel(receipt?.receiptId ?? '');
    bank.receipts.cancel(receipt?.receiptId ?? '');
    expect(types().filter((type) => type === 'receipt.cancelled')).toHaveLength(1);
  });
});

describe('Ledger', () => {
  const entry = (path: string) => ({
    at: '',
    arrivedMs: 0,
    group: 'deals' as const,
    method: 'GET',
    path,
    replayed: false,
  });

  it('keeps the newest requests, oldest first, and counts the others', () => {
    const ledger = new Ledger(3, () => new Date(0));
    for (const path of ['1', '2', '3', '4']) ledger.recordRequest(entry(path));
    expect(ledger.requests().map(({ path }) => path)).toEqual(['2', '3', '4']);
    expect([ledger.receivedRequests, ledger.droppedRequests]).toEqual([4, 1]);
  });

  it('ties an effect to its request', () => {
    const ledger = new Ledger(3, () => new Date(0));
    const request = { ...entry('1'), idempotencyKey: 'key', requestId: 'request' };
    ledger.recordRequest(request);
    ledger.recordEffect('deal.created', 'id', request);
    expect(ledger.effects()).toEqual([
      {
        at: '1970-01-01T00:00:00.000Z',
        kind: 'deal.created',
        id: 'id',
        idempotencyKey: 'key',
        requestId: 'request',
      },
    ]);
    expect(ledger.requests()).toMatchObject([{ effect: 'deal.created' }]);
  });
});
