import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type AuditHead, type AuditRecord, type AuditRow } from './audit-record';

const COLUMNS = `seq, at, actor_id, actor_name, actor_role, actor_via, action, subject, reason,
  outcome, details, prev_hash, hash, seal`;

const FIND_HEAD = `SELECT seq, encode(hash, 'hex') AS hash, seal FROM audit_head`;
const TAKE_HEAD = `${FIND_HEAD} FOR UPDATE`;

const APPEND = `
  INSERT INTO audit_log (${COLUMNS})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, decode($12, 'hex'), decode($13, 'hex'), $14)`;

const LAST_SEAL = 'SELECT seal FROM audit_log WHERE seq = $1';

const MOVE_HEAD = `UPDATE audit_head SET seq = $1, hash = decode($2, 'hex'), seal = $3`;

/** In one statement, which sees one moment: the two always move together. */
const ENDS = `
  SELECT (SELECT seq FROM audit_head) AS head, (SELECT max(seq) FROM audit_log) AS last`;

const READ_ON = `SELECT ${COLUMNS} FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2`;

/** Every condition is for an index of its own, in the order of the list. */
const LIST = `
  SELECT ${COLUMNS} FROM audit_log
  WHERE ($1::text IS NULL OR actor_id = $1) AND ($2::text IS NULL OR action = $2)
    AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
    AND ($5::bigint IS NULL OR seq < $5)
  ORDER BY seq DESC LIMIT $6`;

export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly since?: Date;
  readonly until?: Date;
}

interface HeadRow {
  seq: string;
  hash: string;
  seal: Buffer | null;
}

/** The end of the log with its seal. */
export interface SealedHead extends AuditHead {
  readonly seal: Buffer | null;
}

/** Seals of a record and of the end of the log at it. */
export interface RecordSeals {
  readonly record: Buffer | null;
  readonly end: Buffer | null;
}

const headOf = ({ seq, hash, seal }: HeadRow): SealedHead => ({ seq: Number(seq), hash, seal });

/** The log and its end. */
export class AuditRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** The end of the log, which nobody else can move before this transaction ends. */
  async takeHead(tx: Transaction): Promise<SealedHead> {
    const [row] = await tx.query<HeadRow[]>(TAKE_HEAD);
    if (!row) throw new Error('The audit log has lost its end');
    return headOf(row);
  }

  async append(
    tx: Transaction,
    record: AuditRecord,
    hash: string,
    seals: RecordSeals,
  ): Promise<void> {
    const { seq, at, actor, action, subject, reason, outcome, details, prevHash } = record;
    const who = [actor.id, actor.name, actor.role, actor.via];
    const what = [action, subject, reason, outcome, JSON.stringify(details)];
    await tx.query(APPEND, [seq, at, ...who, ...what, prevHash, hash, seals.record]);
    await tx.query(MOVE_HEAD, [seq, hash, seals.end]);
  }

  async hasSeal(tx: Transaction, seq: number): Promise<boolean> {
    const [row] = await tx.query<{ seal: Buffer | null }[]>(LAST_SEAL, [seq]);
    return Boolean(row?.seal);
  }

  async findHead(): Promise<SealedHead | undefined> {
    const [row] = await this.transactions.query<HeadRow>(FIND_HEAD);
    return row && headOf(row);
  }

  /** The number of the end and that of the last record, as of one moment; they are the same. */
  async ends(): Promise<{ head: number; last: number }> {
    const [row] = await this.transactions.query<{ head: string; last: string | null }>(ENDS);
    return { head: Number(row?.head), last: Number(row?.last ?? 0) };
  }

  readOn(afterSeq: number, limit: number): Promise<AuditRow[]> {
    return this.transactions.query<AuditRow>(READ_ON, [afterSeq, limit]);
  }

  /** Newest first. */
  list(filter: AuditFilter, limit: number, before?: number): Promise<AuditRow[]> {
    const { actor, action, since, until } = filter;
    const values = [actor, action, since, until, before].map((value) => value ?? null);
    return this.transactions.query<AuditRow>(LIST, [...values, limit]);
  }
}
