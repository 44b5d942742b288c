/** What became of one message of a job. */
export const ITEM_RESULTS = [
  'pending',
  'sending',
  'sent',
  'succeeded',
  'failed_again',
  'already_done',
  'refused',
  'skipped',
  'undecided',
] as const;
export type ItemResult = (typeof ITEM_RESULTS)[number];
