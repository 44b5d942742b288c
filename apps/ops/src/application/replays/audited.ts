import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { HttpException } from '@nestjs/common';
import { type AuditEntry, type AuditLog } from '../../access/audit-log';

/** A decision and its record: stored together, or, when a rule refuses it, the refusal alone. */
export class Audited {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly audit: AuditLog,
  ) {}

  async run<T>(
    entry: Omit<AuditEntry, 'outcome'>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.transactions.run(async (tx) => {
        const result = await work(tx);
        await this.audit.record(tx, { ...entry, outcome: 'allowed' });
        return result;
      });
    } catch (error) {
      if (isRefusal(error)) await this.refused(entry, error.getStatus());
      throw error;
    }
  }

  /** The rest of a decision that has its record already. */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(work);
  }

  private async refused(entry: Omit<AuditEntry, 'outcome'>, status: number): Promise<void> {
    const details = { ...entry.details, status };
    await this.transactions.run((tx) =>
      this.audit.record(tx, { ...entry, details, outcome: 'refused' }),
    );
  }
}

/** Our own rules said no; what does not exist, or was asked for in a wrong way, is no decision. */
function isRefusal(error: unknown): error is HttpException {
  return error instanceof HttpException && [403, 409, 422].includes(error.getStatus());
}
