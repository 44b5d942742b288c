import { CreateBankCalls1700000000001 } from './migrations/1700000000001-create-bank-calls';

/** The journal of bank calls: written by every service that calls the bank. */
export const tbankSchema = {
  schema: 'tbank',
  role: 'lk_tbank',
  sharedWith: ['lk_deal', 'lk_payout', 'lk_self_employed_risk'],
  migrations: [CreateBankCalls1700000000001],
};
