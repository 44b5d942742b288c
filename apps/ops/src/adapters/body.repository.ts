import { AppError } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type DataCipher, type Sealed } from '../domain/data-cipher';
import { SEALED_FIELDS } from './letter.repository';

/** The original message. Personal data: whoever asks for it is audited by the caller. */
export interface LetterBody {
  readonly body: Buffer;
  /** AMQP properties with `headers` among them, as the dead letter had them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

interface BodyRow {
  id: string;
  month: string;
  key_id: string | null;
  body: Buffer;
  properties: Buffer;
}

const FIND = 'SELECT id, key_id, body, properties FROM dead_letter_bodies WHERE id = $1';

const FIND_MANY = `
  SELECT id, key_id, body, properties FROM dead_letter_bodies WHERE id = ANY($1::uuid[])`;

const TAKE_OLD = `
  SELECT id, month::text AS month, key_id, body, properties FROM dead_letter_bodies
  WHERE id > $1 AND key_id IS DISTINCT FROM $2 ORDER BY id LIMIT $3 FOR UPDATE`;

const REPLACE = `
  UPDATE dead_letter_bodies SET key_id = $3, body = $4, properties = $5
  WHERE id = $1 AND month = $2`;

/** Bodies and headers, sealed. */
export class BodyRepository {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly cipher: DataCipher,
  ) {}

  /** @throws AppError as {@link DataCipher.open} */
  async find(id: string): Promise<LetterBody | undefined> {
    const [row] = await this.transactions.query<BodyRow>(FIND, [id]);
    return row && this.read(row);
  }

  /** Those that open, by id; one that does not is missing. */
  async findReadable(ids: readonly string[]): Promise<ReadonlyMap<string, LetterBody>> {
    const rows = await this.transactions.query<BodyRow>(FIND_MANY, [ids]);
    const found = new Map<string, LetterBody>();
    for (const row of rows) {
      try {
        found.set(row.id, this.read(row));
      } catch (error) {
        // Only what the cipher refused.
        if (!(error instanceof AppError)) throw error;
      }
    }
    return found;
  }

  /** Whether bodies of that key can open, as far as the key goes. */
  knowsKey(keyId: string | null): boolean {
    return this.cipher.knows(keyId);
  }

  /** Rows that another key sealed, or none, after the given id, locked. */
  takeOld(tx: Transaction, after: string, limit: number): Promise<BodyRow[]> {
    return tx.query<BodyRow[]>(TAKE_OLD, [after, this.cipher.currentKeyId, limit]);
  }

  /** @throws AppError as {@link DataCipher.open}; then nothing was written */
  async reseal(tx: Transaction, row: BodyRow): Promise<void> {
    const plain = this.open(row);
    const body = this.cipher.seal(row.id, SEALED_FIELDS.body, plain.body);
    const properties = this.cipher.seal(row.id, SEALED_FIELDS.properties, plain.properties);
    const values = [body.keyId, body.bytes, properties.bytes];
    await tx.query(REPLACE, [row.id, row.month, ...values]);
  }

  private read(row: BodyRow): LetterBody {
    const { body, properties } = this.open(row);
    const parsed = JSON.parse(properties.toString()) as LetterBody['properties'];
    return { body, properties: parsed };
  }

  private open(row: BodyRow): { body: Buffer; properties: Buffer } {
    const sealed = (bytes: Buffer): Sealed => ({ keyId: row.key_id, bytes });
    return {
      body: this.cipher.open(row.id, SEALED_FIELDS.body, sealed(row.body)),
      properties: this.cipher.open(row.id, SEALED_FIELDS.properties, sealed(row.properties)),
    };
  }
}
