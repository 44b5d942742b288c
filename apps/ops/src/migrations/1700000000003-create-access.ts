import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { CREATE_AUDIT_LOG, DROP_AUDIT_LOG } from './audit-tables';

const ROLE = `role text NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin'))`;

/** Only hashes: whoever reads the table can use none of them. */
const CREATE_TOKENS = `
  CREATE TABLE tokens (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    ${ROLE},
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text
  )`;

/** `token_hash`: the token that opened it; it ends with that token. Null: signed in without a lasting one. */
const CREATE_SESSIONS = `
  CREATE TABLE sessions (
    id_hash bytea PRIMARY KEY,
    person_id text NOT NULL,
    person_name text NOT NULL,
    ${ROLE},
    token_hash bytea,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`;

/** A one-time token is spent for all copies of ops and after every restart. */
const CREATE_SPENT_TOKENS = `
  CREATE TABLE spent_sign_in_tokens (
    token_hash bytea PRIMARY KEY,
    spent_at timestamptz NOT NULL
  )`;

/** Not logged: after a crash of the server the counts begin anew, which is all that is lost. */
const CREATE_ATTEMPTS = `
  CREATE UNLOGGED TABLE sign_in_attempts (
    bucket text PRIMARY KEY,
    window_started_at timestamptz NOT NULL,
    attempts integer NOT NULL
  )`;

export class CreateAccess1700000000003 implements MigrationInterface {
  readonly name = 'CreateAccess1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [CREATE_TOKENS, CREATE_SESSIONS, CREATE_SPENT_TOKENS, CREATE_ATTEMPTS]) {
      await runner.query(sql);
    }
    await runner.query('CREATE INDEX sessions_expires_at ON sessions (expires_at)');
    for (const sql of CREATE_AUDIT_LOG) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of DROP_AUDIT_LOG) await runner.query(sql);
    await runner.query('DROP TABLE sign_in_attempts, spent_sign_in_tokens, sessions, tokens');
  }
}
