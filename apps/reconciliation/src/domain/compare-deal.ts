import { type BankEventType, type DealBankStatus, type DealSide } from '@lk/contracts';
import { type BankDealSide, bankWord } from './bank-sides';
import { DEAL_FACTS, DEAL_PROGRESS, isFinalDeal, knownDealWord } from './deal-words';
import { type DriftClass } from './drift-classes';
import { type Finding, type MissingFact } from './finding';

/** A deal that both sides have: what differs. At most one finding about the state. */
export function compareDeal(ours: DealSide, bank: BankDealSide): Finding[] {
  const word = knownDealWord(bank.status);
  if (word === undefined) return [finding(ours, bank, 'impossible-transition', 'unknown-word')];
  if (sameProgress(ours.bankStatus, word)) return missedWebhooks(ours, bank, word);
  if (isImpossible(ours, word)) return [finding(ours, bank, 'impossible-transition', word)];
  if (isFinalDeal(ours.bankStatus) || DEAL_PROGRESS[ours.bankStatus] > DEAL_PROGRESS[word]) {
    return [finding(ours, bank, 'we-ahead', 'status')];
  }
  return [bankAhead(ours, bank, word)];
}

/** A deal that we hold an id of the bank for, and the bank does not know it. */
export function dealMissingThere(ours: DealSide, requestId: string | undefined): Finding {
  return {
    ...aboutDeal(ours),
    class: 'missing-there',
    aspect: 'deal',
    ours: evidenceOf(ours),
    bank: { status: null },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** A deal of the bank that no record of ours is about. */
export function dealMissingHere({ dealId, status, requestId }: BankDealSide): Finding {
  return {
    class: 'missing-here',
    kind: 'deal',
    subjectId: dealId,
    aspect: 'deal',
    externalDealId: dealId,
    ours: { status: null },
    bank: { status: bankWord(status) },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

const sameProgress = (ours: DealBankStatus, bank: DealBankStatus): boolean =>
  isFinalDeal(ours) || isFinalDeal(bank)
    ? ours === bank
    : DEAL_PROGRESS[ours] === DEAL_PROGRESS[bank];

/** Both at different ends; or cancelled there after somebody was paid out, which the bank rules out. */
function isImpossible({ bankStatus, recipients, status }: DealSide, bank: DealBankStatus): boolean {
  if (isFinalDeal(bankStatus) && isFinalDeal(bank)) return true;
  const paidOut =
    status === 'released_paid_out' ||
    recipients.some(({ payoutStatus }) => payoutStatus === 'paid_out');
  return bank === 'CANCELLED' && paidOut;
}

function bankAhead(ours: DealSide, bank: BankDealSide, word: DealBankStatus): Finding {
  const facts = DEAL_FACTS[word]
    .filter((type) => !ours.facts.includes(type))
    .map((type) => dealFact(type, bank.dealId));
  const drift = finding(ours, bank, 'bank-ahead', word);
  return facts.length === 0 ? drift : { ...drift, repair: { kind: 'facts', facts } };
}

/**
 * The state agrees: which of its facts did no webhook tell? One that is not here at all is published
 * like any other missing fact; it changes nothing but the record of what is known.
 */
function missedWebhooks(ours: DealSide, bank: BankDealSide, word: DealBankStatus): Finding[] {
  const told = (type: BankEventType): boolean =>
    ours.facts.includes(type) && !ours.reconciledFacts.includes(type);
  return DEAL_FACTS[word]
    .filter((type) => !told(type))
    .map((type) => {
      const drift = finding(ours, bank, 'webhook-missed', type);
      if (ours.facts.includes(type)) return drift;
      return { ...drift, repair: { kind: 'facts', facts: [dealFact(type, bank.dealId)] } };
    });
}

const dealFact = (type: BankEventType, dealId: string): MissingFact => ({ type, data: { dealId } });

function finding(ours: DealSide, bank: BankDealSide, name: DriftClass, aspect: string): Finding {
  return {
    ...aboutDeal(ours),
    class: name,
    aspect: aspect.toLowerCase(),
    ours: evidenceOf(ours),
    bank: { status: bankWord(bank.status) },
    ...(bank.requestId === undefined ? {} : { requestId: bank.requestId }),
    ...(name === 'webhook-missed' ? {} : { amountKopecks: ours.amountKopecks }),
  };
}

function aboutDeal({ dealId, externalDealId }: DealSide) {
  return {
    kind: 'deal' as const,
    subjectId: dealId,
    dealId,
    ...(externalDealId === null ? {} : { externalDealId }),
  };
}

const evidenceOf = ({ status, bankStatus, version, changedAt, facts }: DealSide) => ({
  status,
  bankStatus,
  version,
  changedAt,
  facts: facts.join(' '),
});
