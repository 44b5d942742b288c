import { type Transaction } from '@lk/persistence';
import { type LetterStatus } from '../domain/letter-status';
import { type LetterKind, type StoredLetter } from '../domain/dead-letter';
import { insertRows } from './insert-rows';

export interface Claim {
  readonly identity: Buffer;
  readonly letterId: string;
  readonly month: string;
}

/** A stored letter, locked, with the copies of it that were seen. */
export interface KnownLetter extends StoredLetter {
  readonly identity: Buffer;
  readonly occurrences: number;
  readonly attempts: number;
  readonly copyKey: string;
  readonly earlierCopyKeys: readonly string[];
}

/** The columns of a stored letter that decide about it and that rollups count. */
export const STORED_COLUMNS = `
  l.id, l.month::text AS month, l.queue, l.kind, l.type, l.error_code, l.bank_error_code,
  l.error_message, l.fingerprint, l.deal_key, coalesce(l.amount_kopecks, 0)::text AS amount_kopecks,
  l.last_failed_at, l.status`;

export interface StoredRow {
  id: string;
  month: string;
  queue: string;
  kind: LetterKind;
  type: string | null;
  error_code: string;
  bank_error_code: string | null;
  error_message: string;
  fingerprint: string;
  deal_key: string | null;
  amount_kopecks: string;
  last_failed_at: Date;
  status: LetterStatus;
}

export function toStoredLetter(row: StoredRow): StoredLetter {
  return {
    id: row.id,
    month: row.month,
    queue: row.queue,
    kind: row.kind,
    type: row.type ?? undefined,
    errorCode: row.error_code,
    bankErrorCode: row.bank_error_code ?? undefined,
    errorMessage: row.error_message,
    fingerprint: row.fingerprint,
    dealKey: row.deal_key ?? undefined,
    amountKopecks: BigInt(row.amount_kopecks),
    lastFailedAt: row.last_failed_at,
    status: row.status,
  };
}

/** In the order of ids, as everybody who locks letters does. */
const LOCK_KNOWN = `
  SELECT i.identity, ${STORED_COLUMNS}, l.occurrences, l.attempts, l.copy_key,
    ARRAY(SELECT f.copy_key FROM dead_letter_failures f
          WHERE f.id = l.id AND f.month = l.month) AS earlier_copy_keys
  FROM dead_letter_identities i JOIN dead_letters l ON l.id = i.letter_id AND l.month = i.month
  WHERE i.identity = ANY($1::bytea[]) ORDER BY l.id FOR UPDATE OF l`;

const REPOINT = `
  UPDATE dead_letter_identities SET letter_id = $2, month = $3 WHERE identity = $1`;

type KnownRow = StoredRow & {
  identity: Buffer;
  occurrences: number;
  attempts: number;
  copy_key: string;
  earlier_copy_keys: string[];
};

/** Which message is which letter. */
export class IdentityRepository {
  /**
   * Waits for a transaction that claims one of them at this moment.
   * @param claims sorted by identity, so that two processes never wait for each other
   * @returns the identities that are new, as hex
   */
  async claim(tx: Transaction, claims: readonly Claim[]): Promise<ReadonlySet<string>> {
    const rows = claims.map(({ identity, letterId, month }) => {
      return { identity, letter_id: letterId, month };
    });
    const tail = 'ON CONFLICT DO NOTHING RETURNING identity';
    const fresh = await insertRows<{ identity: Buffer }>(tx, 'dead_letter_identities', rows, tail);
    return new Set(fresh.map(({ identity }) => identity.toString('hex')));
  }

  /** The letters of these identities, locked; one whose partition is gone is missing. */
  async lockKnown(tx: Transaction, identities: readonly Buffer[]): Promise<KnownLetter[]> {
    if (identities.length === 0) return [];
    const rows = await tx.query<KnownRow[]>(LOCK_KNOWN, [identities]);
    return rows.map((row) => ({
      ...toStoredLetter(row),
      identity: row.identity,
      occurrences: row.occurrences,
      attempts: row.attempts,
      copyKey: row.copy_key,
      earlierCopyKeys: row.earlier_copy_keys,
    }));
  }

  /** For an identity that outlived its letter. */
  async repoint(tx: Transaction, { identity, letterId, month }: Claim): Promise<void> {
    await tx.query(REPOINT, [identity, letterId, month]);
  }
}
