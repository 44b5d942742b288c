import { type TransactionRunner } from '@lk/persistence';
import { type AuditEntry, type AuditLog } from '../access/audit-log';

/**
 * Writes down what a person decided before it is done elsewhere: nothing of theirs happens without a
 * record, even when this process dies on the way.
 */
export class RecordDecision {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly audit: AuditLog,
  ) {}

  execute(entry: Omit<AuditEntry, 'outcome'>): Promise<void> {
    return this.transactions.run((tx) => this.audit.record(tx, { ...entry, outcome: 'allowed' }));
  }
}
