import { type MigrationInterface } from 'typeorm';

/** What a service owns in the database: one schema, one role, its migrations in order. */
export interface ServiceSchema {
  /** Postgres schema name. */
  readonly schema: string;
  /** Group role without log-in that may use this schema only. */
  readonly role: string;
  /** Roles of other services that may use it too (the journal of bank calls is shared by callers). */
  readonly sharedWith?: readonly string[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
