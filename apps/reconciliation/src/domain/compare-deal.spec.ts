import { DEAL_BANK_STATUSES, type DealBankStatus, type DealSide } from '@lk/contracts';
import fc from 'fast-check';
import { compareDeal, dealMissingHere, dealMissingThere } from './compare-deal';
import { DEAL_FACTS, DEAL_PROGRESS, isFinalDeal } from './deal-words';

const side = (fields: Partial<DealSide> = {}): DealSide => ({
  dealId: 'd',
  externalDealId: 'e',
  status: 'draft',
  bankStatus: 'DRAFT',
  amountKopecks: '100',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
  facts: ['deal.created'],
  reconciledFacts: [],
  recipients: [],
  ...fields,
});
const bank = (status: string) => ({ dealId: 'e', status, requestId: 'r' });
/** A deal of ours in that state, every fact of it told by a webhook. */
const told = (bankStatus: DealBankStatus): DealSide =>
  side({ bankStatus, facts: ['deal.created', ...DEAL_FACTS[bankStatus]] });
const classes = (ours: DealSide, status: string): string[] =>
  compareDeal(ours, bank(status)).map((finding) => finding.class);

describe('compareDeal', () => {
  it.each<[DealBankStatus, string, string[], string[]]>([
    ['DRAFT', 'DRAFT', [], []],
    ['FUNDED', 'IN_PROGRESS', [], []],
    ['DRAFT', 'ACCEPTED', ['bank-ahead'], ['deal.accepted']],
    ['DRAFT', 'FUNDED', ['bank-ahead'], ['payment.completed']],
    ['ACCEPTED', 'IN_PROGRESS', ['bank-ahead'], ['payment.completed']],
    ['ACCEPTED', 'COMPLETED', ['bank-ahead'], ['payment.completed', 'deal.completed']],
    ['FUNDED', 'COMPLETED', ['bank-ahead'], ['deal.completed']],
    ['FUNDED', 'CANCELLED', ['bank-ahead'], ['deal.cancelled']],
    ['FUNDED', 'ACCEPTED', ['we-ahead'], []],
    ['COMPLETED', 'IN_PROGRESS', ['we-ahead'], []],
    ['CANCELLED', 'ACCEPTED', ['we-ahead'], []],
    ['CANCELLED', 'FUNDED', ['we-ahead'], []],
    ['COMPLETED', 'CANCELLED', ['impossible-transition'], []],
    ['CANCELLED', 'COMPLETED', ['impossible-transition'], []],
    ['FUNDED', 'FROZEN', ['impossible-transition'], []],
  ])('%s here and %s there: %j, repaired by %j', (ours, there, expected, facts) => {
    const findings = compareDeal(told(ours), bank(there));
    expect(findings.map((finding) => finding.class)).toEqual(expected);
    const repairs = findings.flatMap(({ repair }) =>
      repair?.kind === 'facts' ? repair.facts : [],
    );
    expect(repairs).toEqual(facts.map((type) => ({ type, data: { dealId: 'e' } })));
  });

  it('takes a cancellation after somebody was paid out for impossible', () => {
    const recipient = { recipientId: 'a', externalRecipientId: 'b', shareKopecks: '1' };
    const recipients = [{ ...recipient, payoutStatus: 'paid_out' as const }];
    expect(classes(side({ bankStatus: 'FUNDED', recipients }), 'CANCELLED')).toEqual([
      'impossible-transition',
    ]);
  });

  it('says which fact no webhook told, and publishes one that is not there at all', () => {
    const reconciled = side({
      bankStatus: 'FUNDED',
      facts: ['payment.completed'],
      reconciledFacts: ['payment.completed'],
    });
    expect(compareDeal(reconciled, bank('FUNDED'))).toMatchObject([
      { class: 'webhook-missed', aspect: 'payment.completed' },
    ]);
    expect(compareDeal(reconciled, bank('FUNDED'))[0]).not.toHaveProperty('repair');
    const absent = side({ bankStatus: 'COMPLETED', facts: ['deal.completed'] });
    expect(compareDeal(absent, bank('COMPLETED'))).toMatchObject([
      { aspect: 'payment.completed', repair: { kind: 'facts' } },
    ]);
  });

  it('repeats no text of the bank that is no word', () => {
    const [finding] = compareDeal(told('DRAFT'), bank('Ivanov 500100732259'));
    expect(finding?.bank).toEqual({ status: 'UNREADABLE' });
  });

  const anySide = fc
    .record({
      bankStatus: fc.constantFrom(...DEAL_BANK_STATUSES),
      facts: fc.subarray([...new Set(Object.values(DEAL_FACTS).flat())]),
    })
    .map(({ bankStatus, facts }) => side({ bankStatus, facts }));

  it('finds at most one difference of state, and none in which both agree', () => {
    fc.assert(
      fc.property(anySide, fc.constantFrom(...DEAL_BANK_STATUSES), (ours, there) => {
        const states = classes(ours, there).filter((name) => name !== 'webhook-missed');
        expect(states.length).toBeLessThanOrEqual(1);
        if (ours.bankStatus === there) expect(states).toEqual([]);
      }),
    );
  });

  it('repairs forwards only: never towards less progress, never out of an end', () => {
    fc.assert(
      fc.property(anySide, fc.constantFrom(...DEAL_BANK_STATUSES), (ours, there) => {
        for (const { class: name, repair } of compareDeal(ours, bank(there))) {
          if (!repair || name === 'webhook-missed') continue;
          expect(name).toBe('bank-ahead');
          expect(isFinalDeal(ours.bankStatus)).toBe(false);
          expect(DEAL_PROGRESS[there]).toBeGreaterThan(DEAL_PROGRESS[ours.bankStatus]);
        }
      }),
    );
  });

  it('is settled by its own repair: with the facts and the state of the bank nothing is ahead', () => {
    fc.assert(
      fc.property(anySide, fc.constantFrom(...DEAL_BANK_STATUSES), (ours, there) => {
        const [drift] = compareDeal(ours, bank(there));
        if (drift?.class !== 'bank-ahead' || drift.repair?.kind !== 'facts') return;
        const facts = [...ours.facts, ...drift.repair.facts.map(({ type }) => type)];
        const bankStatus = there === 'IN_PROGRESS' ? 'FUNDED' : there;
        const after = compareDeal({ ...ours, facts, bankStatus }, bank(there));
        expect(after.filter((finding) => finding.class !== 'webhook-missed')).toEqual([]);
      }),
    );
  });
});

describe('deals that one side lacks', () => {
  it('are told by the id that there is', () => {
    expect(dealMissingThere(side(), 'r')).toMatchObject({ subjectId: 'd', externalDealId: 'e' });
    expect(dealMissingHere(bank('ACCEPTED'))).toMatchObject({
      subjectId: 'e',
      bank: { status: 'ACCEPTED' },
    });
  });
});
