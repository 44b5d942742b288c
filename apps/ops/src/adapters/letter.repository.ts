import { type Transaction } from '@lk/persistence';
import { type Failure, type ReadLetter, type StoredLetter } from '../domain/dead-letter';
import { type DataCipher } from '../domain/data-cipher';
import { type LetterStatus } from '../domain/letter-status';
import {
  type KnownLetter,
  STORED_COLUMNS,
  type StoredRow,
  toStoredLetter,
} from './identity.repository';
import { insertRows, type Row } from './insert-rows';

/** Fields of a letter that are sealed; part of what the cipher authenticates. */
export const SEALED_FIELDS = { body: 'body', properties: 'properties' } as const;

export interface NewLetter {
  readonly id: string;
  readonly month: string;
  readonly letter: ReadLetter;
}

const REOPEN = `
  UPDATE dead_letters SET error_code = $3, bank_error_code = $4, error_message = $5,
    fingerprint = $6, attempts = $7, copy_key = $8, last_failed_at = $9,
    first_failed_at = least(first_failed_at, $10), occurrences = occurrences + 1,
    status = 'open', status_at = $11
  WHERE id = $1 AND month = $2`;

/** Not the body, which is the same to the byte: the identity holds its hash. */
const REPLACE_PROPERTIES = `
  UPDATE dead_letter_bodies SET key_id = $3, body = $4, properties = $5
  WHERE id = $1 AND month = $2`;

const COUNT_EARLIER = `
  UPDATE dead_letters SET occurrences = occurrences + 1, first_failed_at = least(first_failed_at, $3)
  WHERE id = $1 AND month = $2`;

const ADD_FAILURE = `
  INSERT INTO dead_letter_failures
    (id, month, number, failed_at, error_code, error_message, attempts, copy_key)
  SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7
  FROM dead_letter_failures WHERE id = $1 AND month = $2`;

const LOCK = `
  SELECT ${STORED_COLUMNS} FROM dead_letters l WHERE l.id = ANY($1::uuid[])
  ORDER BY l.id FOR UPDATE`;

const SET_STATUS = `
  UPDATE dead_letters SET status = $2, status_at = $3 WHERE id = ANY($1::uuid[])`;

/** By the indexes of items and edits by letter. */
const ON_THEIR_WAY = `
  SELECT letter_id AS id FROM job_items
  WHERE letter_id = ANY($1::uuid[]) AND result IN ('sending', 'sent', 'undecided')
  UNION SELECT letter_id FROM edits WHERE letter_id = ANY($1::uuid[]) AND state = 'sending'`;

/** Letters and their bodies. Rollups are the business of the caller. */
export class LetterRepository {
  constructor(private readonly cipher: DataCipher) {}

  async insert(tx: Transaction, letters: readonly NewLetter[], now: Date): Promise<void> {
    await insertRows(
      tx,
      'dead_letters',
      letters.map((letter) => letterRow(letter, now)),
    );
    await insertRows(
      tx,
      'dead_letter_bodies',
      letters.map((letter) => this.bodyRow(letter)),
    );
  }

  /** The letter's own failure becomes an earlier one, and this is what it tells from now on. */
  async reopen(tx: Transaction, known: KnownLetter, letter: ReadLetter, now: Date): Promise<void> {
    const { id, month, lastFailedAt, errorCode, errorMessage, attempts, copyKey } = known;
    await addFailure(tx, known, { lastFailedAt, errorCode, errorMessage, attempts, copyKey });
    await tx.query(REOPEN, [
      ...[id, month, letter.errorCode, letter.bankErrorCode ?? null, letter.errorMessage],
      ...[letter.fingerprint, letter.attempts, letter.copyKey],
      ...[letter.lastFailedAt, letter.firstFailedAt, now],
    ]);
    const { key_id, body, properties } = this.bodyRow({ id, month, letter });
    await tx.query(REPLACE_PROPERTIES, [id, month, key_id, body, properties]);
  }

  /** A failure older than the one that the letter tells: it came late. */
  async addEarlier(tx: Transaction, known: KnownLetter, letter: ReadLetter): Promise<void> {
    await addFailure(tx, known, letter);
    await tx.query(COUNT_EARLIER, [known.id, known.month, letter.firstFailedAt]);
  }

  /** The letters of these ids in the order of ids, locked until the transaction ends. */
  async lock(tx: Transaction, ids: readonly string[]): Promise<StoredLetter[]> {
    return (await tx.query<StoredRow[]>(LOCK, [ids])).map((row) => toStoredLetter(row));
  }

  /**
   * Of these letters those of which a job, or an edit, still has a message on its way. Ask under the
   * lock of the letters: whoever sends one takes it first.
   */
  async onTheirWay(tx: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }[]>(ON_THEIR_WAY, [ids]);
    return new Set(rows.map(({ id }) => id));
  }

  async setStatus(
    tx: Transaction,
    ids: readonly string[],
    status: LetterStatus,
    now: Date,
  ): Promise<void> {
    await tx.query(SET_STATUS, [ids, status, now]);
  }

  private bodyRow({ id, month, letter }: NewLetter): Row {
    const body = this.cipher.seal(id, SEALED_FIELDS.body, letter.body);
    const properties = this.cipher.seal(id, SEALED_FIELDS.properties, letter.properties);
    return { id, month, key_id: body.keyId, body: body.bytes, properties: properties.bytes };
  }
}

async function addFailure(
  tx: Transaction,
  { id, month }: KnownLetter,
  failure: Pick<Failure, 'lastFailedAt' | 'errorCode' | 'errorMessage' | 'attempts' | 'copyKey'>,
): Promise<void> {
  const { lastFailedAt, errorCode, errorMessage, attempts, copyKey } = failure;
  const values = [lastFailedAt, errorCode, errorMessage, attempts, copyKey];
  await tx.query(ADD_FAILURE, [id, month, ...values]);
}

function letterRow({ id, month, letter }: NewLetter, now: Date): Row {
  return {
    id,
    month,
    queue: letter.queue,
    kind: letter.kind,
    type: letter.type,
    message_id: letter.messageId,
    correlation_id: letter.correlationId,
    exchange: letter.exchange,
    routing_key: letter.routingKey,
    traceparent: letter.traceparent,
    error_code: letter.errorCode,
    bank_error_code: letter.bankErrorCode,
    error_message: letter.errorMessage,
    fingerprint: letter.fingerprint,
    deal_id: letter.dealId,
    payout_id: letter.payoutId,
    self_employed_id: letter.selfEmployedId,
    recipient_id: letter.recipientId,
    external_deal_id: letter.externalDealId,
    external_recipient_id: letter.externalRecipientId,
    external_payment_id: letter.externalPaymentId,
    amount_kopecks: letter.amountKopecks,
    attempts: letter.attempts,
    copy_key: letter.copyKey,
    first_failed_at: letter.firstFailedAt,
    last_failed_at: letter.lastFailedAt,
    stored_at: now,
    status: 'open',
    status_at: now,
  };
}
