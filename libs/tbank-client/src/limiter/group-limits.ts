import { type CallPriority, type MethodGroup } from '../bank-call';
import { type TBankConfig } from '../tbank.config';

/** How many requests of one method group the bank admits in any window of this length. */
export interface GroupLimit {
  readonly group: MethodGroup;
  readonly limit: number;
  readonly windowMs: number;
}

/** Highest first; the database numbers the classes in this order, from 1. */
export const PRIORITIES: readonly CallPriority[] = [
  'payment',
  'command',
  'look-up',
  'reconciliation',
];

/** The budget of a group: 10 a second, 1 for self-employed people, their list once in 10 minutes. */
export function limitOf(group: MethodGroup, config: TBankConfig): GroupLimit {
  switch (group) {
    case 'deals':
    case 'steps':
    case 'payments':
      return { group, limit: config.TBANK_LIMIT_PER_SECOND, windowMs: 1000 };
    case 'self-employed.recipients':
    case 'self-employed.receipts':
      return { group, limit: config.TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND, windowMs: 1000 };
    case 'self-employed.list':
      return { group, limit: 1, windowMs: config.TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS };
  }
}
