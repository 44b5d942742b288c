/** What internal services may ask for (exchange `bank.commands`). */
export const COMMAND_NAMES = [
  'deal.create',
  'deal.accept',
  'deal.step.create',
  'deal.cancel',
  'payout.create',
  'self-employed.register',
  'self-employed.sync',
  'self-employed.receipts.fetch',
  'reconciliation.run',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/** The answer to a command that carried `reply_to`. */
export type CommandReply =
  | { readonly status: 'completed'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'rejected' | 'failed'; readonly error: CommandReplyError };

export interface CommandReplyError {
  /** Stable code, for example `SPLIT_INVALID`. */
  readonly code: string;
  /** A sentence without personal data. */
  readonly message: string;
  /** Whether sending the same command again can help. */
  readonly retryable: boolean;
}
