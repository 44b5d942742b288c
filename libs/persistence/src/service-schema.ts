import { type MigrationInterface } from 'typeorm';

/** What a service owns in the database: one schema, one role, its migrations in order. */
export interface ServiceSchema {
  /** Postgres schema name. */
  readonly schema: string;
  /** Group role without log-in that may use this schema only. */
  readonly role: string;
  /** Roles of other services that may use it too (the journal of bank calls is shared by callers). */
  readonly sharedWith?: readonly string[];
  /** Roles of other services that may only read it (on call looks at the state of bank calls). */
  readonly readableBy?: readonly string[];
  /** Rights on single tables that the role does not get, for what may only grow. */
  readonly withheld?: Readonly<Record<string, readonly ('INSERT' | 'UPDATE' | 'DELETE')[]>>;
  readonly migrations: readonly (new () => MigrationInterface)[];
}
