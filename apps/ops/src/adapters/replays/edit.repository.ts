import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type DataCipher } from '../../domain/data-cipher';

export const EDIT_STATES = [
  'ready',
  'awaiting-approval',
  'approved',
  'sending',
  'sent',
  'refused',
  'rejected',
] as const;
/** `sending`: written before the message is published, as with every replay. */
export type EditState = (typeof EDIT_STATES)[number];

/** A place that differs, without its values. */
export interface EditChange {
  readonly path: string;
  readonly money: boolean;
}

export interface Edit {
  readonly id: string;
  readonly letterId: string;
  readonly state: EditState;
  /** Of the copy. */
  readonly messageId: string;
  readonly changes: readonly EditChange[];
  readonly problems: readonly string[];
  readonly reason: string;
  readonly createdById: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly sentBy: string | null;
  readonly sentAt: Date | null;
}

export type NewEdit = Omit<Edit, 'decidedBy' | 'decidedAt' | 'sentBy' | 'sentAt'> & {
  readonly body: Buffer;
};

export interface EditCursor {
  readonly createdAt: Date;
  readonly id: string;
}

const COLUMNS = `
  id, letter_id AS "letterId", state, message_id AS "messageId", changes, problems, reason,
  created_by AS "createdById", created_by_name AS "createdBy", created_at AS "createdAt",
  decided_by_name AS "decidedBy", decided_at AS "decidedAt", sent_by_name AS "sentBy",
  sent_at AS "sentAt"`;

const INSERT = `
  INSERT INTO edits (id, letter_id, state, message_id, key_id, body, changes, problems, reason,
                     created_by, created_by_name, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

const FIND = `SELECT ${COLUMNS} FROM edits WHERE id = $1`;

const LIST = `
  SELECT ${COLUMNS} FROM edits
  WHERE ($1::text IS NULL OR state = $1)
    AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
  ORDER BY created_at DESC, id DESC LIMIT $4`;

const DECIDE = `
  UPDATE edits SET state = $2, decided_by_name = $3, decided_at = $4 WHERE id = $1`;
const SEND = 'UPDATE edits SET state = $2, sent_by_name = $3, sent_at = $4 WHERE id = $1';

const TAKE_BACK = `
  UPDATE edits SET state = $2, sent_by_name = NULL, sent_at = NULL WHERE id = $1`;
const SENDING_SINCE = `
  SELECT id FROM edits WHERE state = 'sending' AND sent_at < $1 ORDER BY sent_at`;

const TAKE_OLD = `
  SELECT id, key_id, body FROM edits WHERE id > $1 AND key_id IS DISTINCT FROM $2
  ORDER BY id LIMIT $3 FOR UPDATE`;
const REPLACE = 'UPDATE edits SET key_id = $2, body = $3 WHERE id = $1';

interface SealedRow {
  readonly id: string;
  readonly key_id: string | null;
  readonly body: Buffer;
}

/** What the cipher authenticates with the bytes: an edit's body opens as nothing else. */
const SEALED_FIELD = 'edited-body';

/** Messages as people edited them, sealed like any body. */
export class EditRepository {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly cipher: DataCipher,
  ) {}

  async insert(tx: Transaction, edit: NewEdit): Promise<void> {
    const { keyId, bytes } = this.cipher.seal(edit.id, SEALED_FIELD, edit.body);
    await tx.query(INSERT, [
      ...[edit.id, edit.letterId, edit.state, edit.messageId, keyId, bytes],
      ...[JSON.stringify(edit.changes), JSON.stringify(edit.problems), edit.reason],
      ...[edit.createdById, edit.createdBy, edit.createdAt],
    ]);
  }

  async find(id: string): Promise<Edit | undefined> {
    return (await this.transactions.query<Edit>(FIND, [id]))[0];
  }

  async lock(tx: Transaction, id: string): Promise<Edit | undefined> {
    return (await tx.query<Edit[]>(`${FIND} FOR UPDATE`, [id]))[0];
  }

  /** @throws AppError as {@link DataCipher.open} */
  async body(id: string): Promise<Buffer | undefined> {
    const sql = 'SELECT id, key_id, body FROM edits WHERE id = $1';
    const [row] = await this.transactions.query<SealedRow>(sql, [id]);
    return row && this.open(row);
  }

  /** Rows that another key sealed, or none, after the given id, locked. */
  takeOld(tx: Transaction, after: string, limit: number): Promise<SealedRow[]> {
    return tx.query<SealedRow[]>(TAKE_OLD, [after, this.cipher.currentKeyId, limit]);
  }

  /** @throws AppError as {@link DataCipher.open}; then nothing was written */
  async reseal(tx: Transaction, row: SealedRow): Promise<void> {
    const { keyId, bytes } = this.cipher.seal(row.id, SEALED_FIELD, this.open(row));
    await tx.query(REPLACE, [row.id, keyId, bytes]);
  }

  private open({ id, key_id: keyId, body: bytes }: SealedRow): Buffer {
    return this.cipher.open(id, SEALED_FIELD, { keyId, bytes });
  }

  /** Newest first. */
  list(state: EditState | undefined, limit: number, after?: EditCursor): Promise<Edit[]> {
    const cursor = [after?.createdAt ?? null, after?.id ?? null];
    return this.transactions.query(LIST, [state ?? null, ...cursor, limit]);
  }

  async decide(
    tx: Transaction,
    id: string,
    state: 'approved' | 'rejected',
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.query(DECIDE, [id, state, by, at]);
  }

  async send(
    tx: Transaction,
    id: string,
    state: 'sending' | 'sent',
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.query(SEND, [id, state, by, at]);
  }

  /** As if it had not been tried. */
  async takeBack(tx: Transaction, id: string, state: EditState): Promise<void> {
    await tx.query(TAKE_BACK, [id, state]);
  }

  /** Those whose last try began before then and has no end. */
  async sendingSince(before: Date): Promise<string[]> {
    const rows = await this.transactions.query<{ id: string }>(SENDING_SINCE, [before]);
    return rows.map(({ id }) => id);
  }
}
