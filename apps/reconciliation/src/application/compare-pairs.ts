import { type BankEventType, type DealSide, type PayoutSide } from '@lk/contracts';
import { type BankDealSide, type BankPaymentSide } from '../domain/bank-sides';
import { compareDeal } from '../domain/compare-deal';
import { comparePayment, paymentState } from '../domain/compare-payment';
import { isFinalDeal } from '../domain/deal-words';
import { type Finding } from '../domain/finding';
import { addStats, NO_STATS, type ScopeStats } from '../domain/run';

export interface Compared {
  readonly findings: readonly Finding[];
  readonly stats: Partial<ScopeStats>;
}

/** Facts that no call of ours is answered with: only a webhook brings them. */
const TOLD_BY_WEBHOOK: readonly BankEventType[] = [
  'payment.completed',
  'deal.completed',
  'payout.initiated',
  'payout.completed',
  'payout.failed',
];

const OPEN_PAYOUT: readonly string[] = ['pending', 'unknown', 'bank_hold'];
export const isLiveDeal = ({ bankStatus }: DealSide): boolean => !isFinalDeal(bankStatus);
export const isLivePayout = ({ status }: PayoutSide): boolean => OPEN_PAYOUT.includes(status);

/** @param since changes before it say nothing about the webhooks of now */
export function comparedDeal(ours: DealSide, bank: BankDealSide, since: Date): Compared {
  const findings = compareDeal(ours, bank);
  const alive = isLiveDeal(ours) ? 1 : 0;
  const ended = bank.status === 'CANCELLED' ? alive : 0;
  return { findings, stats: { compared: 1, alive, ended, ...webhooks(ours, findings, since) } };
}

export function comparedPayment(ours: PayoutSide, bank: BankPaymentSide, since: Date): Compared {
  const findings = comparePayment(ours, bank);
  const alive = isLivePayout(ours) ? 1 : 0;
  const ended = paymentState(bank.status) === 'failed' ? alive : 0;
  return { findings, stats: { compared: 1, alive, ended, ...webhooks(ours, findings, since) } };
}

function webhooks(
  { facts, reconciledFacts, changedAt }: DealSide | PayoutSide,
  findings: readonly Finding[],
  since: Date,
): Pick<ScopeStats, 'told' | 'missed'> {
  const lately = new Date(changedAt) >= since;
  const told = TOLD_BY_WEBHOOK.filter((type) => {
    return lately && facts.includes(type) && !reconciledFacts.includes(type);
  });
  const late = TOLD_BY_WEBHOOK.filter((type) => lately && reconciledFacts.includes(type));
  const missing = findings.filter((finding) => {
    return finding.class === 'bank-ahead' && finding.repair?.kind === 'facts';
  });
  const isTelling = missing.some(({ repair }) => {
    return (
      repair?.kind === 'facts' && repair.facts.some(({ type }) => TOLD_BY_WEBHOOK.includes(type))
    );
  });
  return { told: told.length, missed: late.length + (isTelling ? 1 : 0) };
}

/** All of them as one. */
export function together(compared: readonly Compared[], more: Partial<ScopeStats>): Compared {
  const stats = compared.reduce(
    (sum, { stats: part }) => addStats(sum, part),
    addStats(NO_STATS, more),
  );
  return { findings: compared.flatMap(({ findings }) => findings), stats };
}

/** So many requests under way at once: enough for the limit when the bank takes half a second. */
const AT_ONCE = 5;

/** In the order of the items, a few at a time. */
export async function mapSome<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}
