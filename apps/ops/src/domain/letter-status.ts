/** What on call has to do with a letter: see it, wait for its replay, or nothing any more. */
export const LETTER_STATUSES = ['open', 'replaying', 'resolved', 'discarded'] as const;
export type LetterStatus = (typeof LETTER_STATUSES)[number];

/**
 * Who may follow whom by a person's or a job's decision. `open` after `resolved` is not here: only a
 * new failure opens a resolved letter again, and a new failure opens any.
 */
const TRANSITIONS: Readonly<Record<LetterStatus, readonly LetterStatus[]>> = {
  open: ['replaying', 'resolved', 'discarded'],
  replaying: ['open', 'resolved'],
  resolved: [],
  discarded: ['open'],
};

export const mayBecome = (from: LetterStatus, to: LetterStatus): boolean =>
  TRANSITIONS[from].includes(to);

/** Whether a letter still waits for something: such letters are counted, alerted and never dropped. */
export const isUnsettled = (status: LetterStatus): boolean =>
  status === 'open' || status === 'replaying';
