import { type CallPriority } from '../bank-call';
import { type BookedSlots } from './booked-slots';
import { type GroupLimit, PRIORITIES } from './group-limits';
import { type PermitRequest } from './limit-store';
import { type WaitingLine } from './waiting-line';

export type Wanted = PermitRequest['wanted'];
export type ByPriority = Record<CallPriority, number>;

/** The same for every class. */
export const forAll = (value: (priority: CallPriority) => number): ByPriority =>
  Object.fromEntries(PRIORITIES.map((p) => [p, value(p)])) as ByPriority;

/** The average distance of two permits. */
export const slotMs = ({ limit, windowMs }: GroupLimit): number => windowMs / limit;

/** A payment takes over what the process has booked for others, when that is this close. */
const SOON_SLOTS = 2;

/** Below payments a process books this much at a time, so that processes take turns. */
const batchOf = ({ limit }: GroupLimit): number => Math.max(1, Math.round(limit / 5));

/**
 * What to book for those who wait: for payments all that is missing, for the other classes one
 * batch, and nothing while the one before is still ahead.
 */
export function wantedOf(
  limit: GroupLimit,
  line: WaitingLine,
  slots: BookedSlots,
  now: number,
): Wanted {
  const soon = now + SOON_SLOTS * slotMs(limit);
  const forPayments = slots.count(
    ({ priority, sure, notBefore }) => priority === 'payment' || (!sure && notBefore <= soon),
  );
  return forAll((priority) => {
    const waiting = line.of(priority).length;
    if (priority === 'payment') return Math.max(0, waiting - forPayments);
    return slots.has(priority) ? 0 : Math.min(waiting, batchOf(limit));
  });
}
