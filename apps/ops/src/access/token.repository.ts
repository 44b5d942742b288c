import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type Role } from './principal';

export interface TokenRow {
  id: string;
  name: string;
  role: Role;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: Buffer;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

const COLUMNS = `id, name, role, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by`;

const FIND_LIVE = `
  SELECT ${COLUMNS} FROM tokens
  WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2`;

/** Once a minute at most: a busy token must not become a hot row. */
const TOUCH = `
  UPDATE tokens SET last_used_at = $2
  WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')`;

const LIST = `SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id`;

const INSERT = `
  INSERT INTO tokens (id, name, role, token_hash, created_at, created_by, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

const REVOKE = `
  UPDATE tokens SET revoked_at = $2, revoked_by = $3
  WHERE id = $1 AND revoked_at IS NULL RETURNING name`;

const TOUCH_AFTER_MS = 60_000;

/** Tokens of people and scripts, by their hashes. */
export class TokenRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** Neither expired nor revoked; notes that it was used. */
  async findLive(hash: Buffer, now: Date): Promise<TokenRow | undefined> {
    const [row] = await this.transactions.query<TokenRow>(FIND_LIVE, [hash, now]);
    if (row && now.getTime() - (row.last_used_at?.getTime() ?? 0) > TOUCH_AFTER_MS) {
      await this.transactions.query(TOUCH, [row.id, now]);
    }
    return row;
  }

  /** Newest first. */
  list(): Promise<TokenRow[]> {
    return this.transactions.query<TokenRow>(LIST);
  }

  async insert(tx: Transaction, token: NewToken): Promise<void> {
    const { id, name, role, hash, createdAt, createdBy, expiresAt } = token;
    await tx.query(INSERT, [id, name, role, hash, createdAt, createdBy, expiresAt]);
  }

  /** @returns the name of the token; undefined when there is none to revoke */
  async revoke(tx: Transaction, id: string, at: Date, by: string): Promise<string | undefined> {
    // For an UPDATE the driver answers with a pair: the rows and their number.
    const [rows] = await tx.query<[{ name: string }[], number]>(REVOKE, [id, at, by]);
    return rows[0]?.name;
  }
}
