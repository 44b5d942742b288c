import { type PayoutSide } from '@lk/contracts';
import { paymentMissingThere, payoutUnknown } from '../../domain/compare-payment';
import { explainPayment, fits } from '../../domain/explain-payment';
import { type Cursor } from '../../domain/run';
import { type Compared, comparedPayment, isLivePayout, mapSome, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { changedSince, ownPage, type Reading } from './reading';

/**
 * Our payouts by key: what the list did not show is asked for singly, what has no payment id yet is
 * looked for, and each is put beside the payments that stand in no payout.
 */
export class PayoutsOursPhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { sides, work, writer, config } = this.reading;
    const page = await sides.payouts(ownPage(context, config, cursor?.after));
    const ids = page.items.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId]));
    const seen = await work.findSeen(context.run.runId, 'payouts', ids);
    const unseen = page.items.filter(({ paymentId }) => paymentId === null || !seen.has(paymentId));
    const compared = await mapSome(unseen, (ours) => comparePayout(this.reading, context, ours));
    const live = page.items.filter(isLivePayout).length;
    return writer.of(context, {
      ...together(compared, { ownReads: 1, live, liveCompared: live }),
      candidates: page.items,
      checked: { payout: page.items.map(({ payoutId }) => payoutId) },
      next: page.next === null ? undefined : { after: page.next },
    });
  }
}

/** One payout of ours beside what the bank says of its payment. */
export async function comparePayout(
  reading: Reading,
  context: RunContext,
  ours: PayoutSide,
): Promise<Compared> {
  if (ours.paymentId === null) return compareUnnamed(reading, context, ours);
  const { side, requestId } = await reading.bank.payment(ours.paymentId);
  const since = changedSince(context, reading.config);
  const compared: Compared = side
    ? comparedPayment(ours, side, since)
    : { findings: [paymentMissingThere(ours, requestId)], stats: { compared: 1 } };
  return together([compared], { bankCalls: 1 });
}

/**
 * A payout whose payment we do not know. One that was not sent yet is nothing; of one whose answer was
 * lost the bank is asked by its beneficiary, unless the whole list is read anyway.
 */
async function compareUnnamed(
  { bank, sides, config }: Reading,
  { run }: RunContext,
  ours: PayoutSide,
): Promise<Compared> {
  if (ours.status !== 'unknown') return { findings: [], stats: {} };
  const unknown = payoutUnknown(ours, undefined);
  if (run.mode === 'sweep' || run.plan?.payouts?.strategy === 'lists') {
    return { findings: [unknown], stats: { compared: 1 } };
  }
  const filter = { beneficiaryId: ours.externalRecipientId };
  const { rows } = await bank.paymentsPage(filter, 0, config.RECONCILIATION_BANK_PAGE_ROWS);
  const fitting = rows.filter((row) => fits(ours, row));
  const known = await sides.payoutsByPayment(fitting.map(({ paymentId }) => paymentId));
  const named = new Set(known.map(({ paymentId }) => paymentId));
  const [payment] = fitting.filter(({ paymentId }) => !named.has(paymentId));
  const finding = payment ? explainPayment(payment, [ours], undefined) : unknown;
  return { findings: [finding], stats: { compared: 1, bankCalls: 1 } };
}
