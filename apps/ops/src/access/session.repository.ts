import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type Role } from './principal';

export interface SessionRow {
  person_id: string;
  person_name: string;
  role: Role;
  expires_at: Date;
  last_used_at: Date;
}

export interface NewSession {
  readonly idHash: Buffer;
  readonly personId: string;
  readonly personName: string;
  readonly role: Role;
  /** Of the token that opened it, when that is a lasting one. */
  readonly tokenHash: Buffer | null;
  readonly at: Date;
  readonly expiresAt: Date;
}

const INSERT = `
  INSERT INTO sessions
    (id_hash, person_id, person_name, role, token_hash, created_at, last_used_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`;

const DELETE_OVER = 'DELETE FROM sessions WHERE expires_at < $1 OR last_used_at < $2';

/** A session lives no longer than the token that opened it: $4 is the hash of the bootstrap token. */
const FIND_LIVE = `
  SELECT person_id, person_name, role, expires_at, last_used_at FROM sessions s
  WHERE id_hash = $1 AND expires_at > $2 AND last_used_at > $3
    AND (token_hash IS NULL OR token_hash = $4 OR EXISTS (
      SELECT 1 FROM tokens t
      WHERE t.token_hash = s.token_hash AND t.revoked_at IS NULL AND t.expires_at > $2))`;

const TOUCH = 'UPDATE sessions SET last_used_at = $2 WHERE id_hash = $1 AND last_used_at < $2';

const DELETE = 'DELETE FROM sessions WHERE id_hash = $1';

const SPEND = `
  INSERT INTO spent_sign_in_tokens VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`;

/** Sessions by the hash of what the browser holds. */
export class SessionRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async insert(tx: Transaction, session: NewSession): Promise<void> {
    const { idHash, personId, personName, role, tokenHash, at, expiresAt } = session;
    await tx.query(INSERT, [idHash, personId, personName, role, tokenHash, at, expiresAt]);
  }

  async deleteOver(tx: Transaction, now: Date, usedAfter: Date): Promise<void> {
    await tx.query(DELETE_OVER, [now, usedAfter]);
  }

  async findLive(
    idHash: Buffer,
    now: Date,
    usedAfter: Date,
    bootstrapHash: Buffer | null,
  ): Promise<SessionRow | undefined> {
    const values = [idHash, now, usedAfter, bootstrapHash];
    const [row] = await this.transactions.query<SessionRow>(FIND_LIVE, values);
    return row;
  }

  async touch(idHash: Buffer, now: Date): Promise<void> {
    await this.transactions.query(TOUCH, [idHash, now]);
  }

  async delete(tx: Transaction, idHash: Buffer): Promise<void> {
    await tx.query(DELETE, [idHash]);
  }

  /** @returns false when the one-time token was used before, by whichever copy of ops */
  async spend(tx: Transaction, tokenHash: Buffer, at: Date): Promise<boolean> {
    return (await tx.query<unknown[]>(SPEND, [tokenHash, at])).length > 0;
  }
}
