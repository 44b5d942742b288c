import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type AuditEntry, AuditLog } from './audit-log';
import { hashOf, nextRecord } from './audit-record';
import { type AuditSeals } from './audit-seals';
import { type AuditRepository, type RecordSeals, type SealedHead } from './audit.repository';

const UNSEALED: RecordSeals = { record: null, end: null };

/**
 * The log in Postgres. A record holds the end of the log until the transaction ends: make it the
 * last statement, so that others wait for a commit only, and so that nobody who holds the end still
 * wants other locks.
 */
export class ChainedAuditLog extends AuditLog {
  constructor(
    private readonly records: AuditRepository,
    private readonly seals: AuditSeals,
    private readonly clock: Clock,
  ) {
    super();
  }

  async record(tx: Transaction, entry: AuditEntry): Promise<void> {
    const head = await this.records.takeHead(tx);
    const record = nextRecord(entry, head, this.clock.now());
    const hash = hashOf(record);
    const seals = (await this.maySeal(tx, head)) ? this.sealsOf(record.seq, hash) : UNSEALED;
    await this.records.append(tx, record, hash, seals);
  }

  /**
   * What somebody else put under us does not get our seal: the log stays broken where it was broken.
   * A log without any seal is one from before there was a key.
   */
  private async maySeal(tx: Transaction, head: SealedHead): Promise<boolean> {
    if (!this.seals.active) return false;
    if (head.seal === null) return !(await this.records.hasSeal(tx, head.seq));
    return this.seals.isRight(head.seal, 'end', head);
  }

  private sealsOf(seq: number, hash: string): RecordSeals {
    const at = { seq, hash };
    return { record: this.seals.make('record', at), end: this.seals.make('end', at) };
  }
}
