import { type SafeDetails } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type Principal } from './principal';

/** A decision of a person, or one that was refused to them. */
export interface AuditEntry {
  readonly actor: Principal;
  /** A verb phrase in kebab-case, for example `job.start`. */
  readonly action: string;
  /** What it was about, for example `job:<id>`. */
  readonly subject?: string;
  readonly reason?: string;
  readonly outcome: 'allowed' | 'refused';
  /** Ids, counts and codes; nothing personal, no payload. */
  readonly details?: SafeDetails;
}

/** The record of who did what, when and why; append-only. */
export abstract class AuditLog {
  /** Part of the caller's transaction: what was done and its record are stored together or not at all. */
  abstract record(tx: Transaction, entry: AuditEntry): Promise<void>;
}
