import { newId } from '@lk/kernel';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type BankCredentials } from './bank-credentials';

/** Rows of processes that are gone leave: a live one writes its row every hour. */
const WRITE = `
  WITH gone AS (
    DELETE FROM tbank.bank_credentials WHERE process_id IN (
      SELECT process_id FROM tbank.bank_credentials
      WHERE checked_at < clock_timestamp() - interval '3 hours' AND process_id <> $1
      FOR UPDATE SKIP LOCKED))
  INSERT INTO tbank.bank_credentials
    (process_id, service, certificate_not_after, certificate_fingerprint, token_loaded_at, checked_at)
  VALUES ($1, $2, $3, $4, $5, clock_timestamp())
  ON CONFLICT (process_id) DO UPDATE
    SET certificate_not_after = excluded.certificate_not_after,
        certificate_fingerprint = excluded.certificate_fingerprint,
        token_loaded_at = excluded.token_loaded_at, checked_at = excluded.checked_at`;
const READ = `
  SELECT process_id AS "processId", service, certificate_not_after AS "certificateNotAfter",
         certificate_fingerprint AS "certificateFingerprint", token_loaded_at AS "tokenLoadedAt",
         checked_at AS "checkedAt"
  FROM tbank.bank_credentials ORDER BY service, checked_at DESC, process_id`;

/** What a process used towards the bank when it was last looked at. */
export interface CredentialsRow {
  readonly processId: string;
  readonly service: string;
  /** Null without a client certificate. */
  readonly certificateNotAfter: Date | null;
  /** SHA-256 in lower-case hex. */
  readonly certificateFingerprint: string | null;
  readonly tokenLoadedAt: Date;
  readonly checkedAt: Date;
}

/** For on call: the credentials of every process that wrote its row within the last hours. */
export function readCredentials(sql: SqlExecutor): Promise<CredentialsRow[]> {
  return sql.query<CredentialsRow>(READ, []);
}

/** The row of this process: dates and a fingerprint, nothing of the token or of the subject. */
export class CredentialsTable {
  private readonly processId = newId();

  constructor(
    private readonly sql: SqlExecutor,
    private readonly service: string,
  ) {}

  async write({ certificate, tokenLoadedAt }: BankCredentials): Promise<void> {
    const { notAfter = null, fingerprint = null } = certificate ?? {};
    const row = [this.processId, this.service, notAfter, fingerprint, tokenLoadedAt];
    await this.sql.query(WRITE, row);
  }
}
