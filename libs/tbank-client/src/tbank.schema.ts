import { CreateBankCalls1700000000001 } from './migrations/1700000000001-create-bank-calls';
import { CreateLimits1700000000002 } from './migrations/1700000000002-create-limits';
import { CreateBreaker1700000000003 } from './migrations/1700000000003-create-breaker';
import { JournalOutcomes1700000000004 } from './migrations/1700000000004-journal-outcomes';
import { CreateCredentials1700000000005 } from './migrations/1700000000005-create-credentials';
import { IndexSubjects1700000000006 } from './migrations/1700000000006-index-subjects';

/** What all services that call the bank share: the journal of calls, limits, breaker, credentials. */
export const tbankSchema = {
  schema: 'tbank',
  role: 'lk_tbank',
  sharedWith: ['lk_deal', 'lk_payout', 'lk_self_employed_risk', 'lk_reconciliation'],
  readableBy: ['lk_ops'],
  migrations: [
    CreateBankCalls1700000000001,
    CreateLimits1700000000002,
    CreateBreaker1700000000003,
    JournalOutcomes1700000000004,
    CreateCredentials1700000000005,
    IndexSubjects1700000000006,
  ],
};
