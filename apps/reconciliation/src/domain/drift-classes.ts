/** What reconciliation does about a drift by itself. */
export const DRIFT_ACTIONS = ['repair', 'propose', 'page', 'record'] as const;
/**
 * - `repair`: the missing fact is published;
 * - `propose`: a person approves or rejects that;
 * - `page`: an alert, no fact can help;
 * - `record`: counted only, the state is right.
 */
export type DriftAction = (typeof DRIFT_ACTIONS)[number];

export interface DriftClassRow {
  /** One sentence for on call; it says through what the bank lets us see it. */
  readonly sentence: string;
  readonly action: DriftAction;
  /** Must last so many times the configured grace before it is called drift. */
  readonly graceFactor: number;
}

/**
 * Every class of drift, what it means and what is done about it unless configured otherwise. The bank
 * shows no amount and no recipient of a deal: both are seen through the payments of the account.
 */
export const DRIFT_CLASSES = {
  'missing-here': {
    sentence: 'The bank has a deal or a payment that no record of ours is about',
    action: 'page',
    graceFactor: 1,
  },
  'missing-there': {
    sentence:
      'We hold an id of the bank that the bank does not know, by list and by single look-up',
    action: 'page',
    graceFactor: 1,
  },
  'bank-ahead': {
    sentence: 'The bank is further than our record: a fact is missing here',
    action: 'repair',
    graceFactor: 1,
  },
  'we-ahead': {
    sentence: 'Our record is further than the bank: a fact that we hold is not true there',
    action: 'page',
    graceFactor: 1,
  },
  amount: {
    sentence: 'The payment at the bank has another amount than our payout',
    action: 'page',
    graceFactor: 0,
  },
  'recipient-set': {
    sentence: 'A payment of the account went to a beneficiary who is no recipient of the deal',
    action: 'page',
    graceFactor: 0,
  },
  'duplicate-payment': {
    sentence: 'The bank has a second payment for one payout: same beneficiary, same amount',
    action: 'page',
    graceFactor: 1,
  },
  'payout-unknown': {
    sentence: 'The outcome of a payout is still unknown here; the bank shows a payment or none',
    action: 'page',
    graceFactor: 5,
  },
  'receipt-missing': {
    sentence: 'The bank shows a registered receipt that we never heard of',
    action: 'repair',
    graceFactor: 1,
  },
  'receipt-cancelled-unseen': {
    sentence: 'The bank shows as cancelled a receipt that stands as registered here',
    action: 'repair',
    graceFactor: 1,
  },
  'self-employed-status': {
    sentence: 'The bank gives a self-employed person another status than we do',
    action: 'repair',
    graceFactor: 1,
  },
  'impossible-transition': {
    sentence: 'Both sides stand at different ends, or the bank says a word that cannot follow ours',
    action: 'page',
    graceFactor: 0,
  },
  'webhook-missed': {
    sentence: 'The state is right, but the event that should have told it never came',
    action: 'record',
    graceFactor: 1,
  },
  'webhooks-stopped': {
    sentence: 'Far fewer events come than changes are seen at the bank',
    action: 'page',
    graceFactor: 1,
  },
} as const satisfies Record<string, DriftClassRow>;

export type DriftClass = keyof typeof DRIFT_CLASSES;
export const DRIFT_CLASS_NAMES = Object.keys(DRIFT_CLASSES) as readonly DriftClass[];

export function isDriftClass(name: string): name is DriftClass {
  return Object.hasOwn(DRIFT_CLASSES, name);
}
