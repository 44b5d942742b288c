import { type TransactionRunner } from '@lk/persistence';
import { type OpenCall } from '../../domain/replays/bank-doubt';

/**
 * The journal of bank calls, which ops may read. A call is in doubt when it is known to be, or when it
 * has been in flight longer than any call may take (75 s): then its process died.
 */
const OPEN_CALLS = `
  SELECT business_id AS "businessId", exclusive, shared FROM tbank.bank_calls
  WHERE is_open AND (uncertain OR in_flight_since < now() - interval '2 minutes')
    AND (business_id = ANY($1) OR exclusive && $2 OR shared && $2)`;

/** What the bank may have carried out without our knowing. */
export class BankJournalRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** @param subjects as the journal names them, for example `deal:<id>` */
  openCalls(businessIds: readonly string[], subjects: readonly string[]): Promise<OpenCall[]> {
    if (businessIds.length === 0) return Promise.resolve([]);
    return this.transactions.query(OPEN_CALLS, [businessIds, subjects]);
  }
}
