import { canonicalJson, type SafeDetails, sha256Hex } from '@lk/kernel';
import { type AuditEntry } from './audit-log';
import { type Principal, type Role } from './principal';

/** A record as it is chained, in words that do not depend on the database. */
export interface AuditRecord {
  readonly seq: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly actor: Principal;
  readonly action: string;
  readonly subject: string | null;
  readonly reason: string | null;
  readonly outcome: AuditEntry['outcome'];
  readonly details: SafeDetails;
  /** Hex; of the first record 64 zeros. */
  readonly prevHash: string;
}

/** Where the log ends. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** Postgres keeps neither NUL nor half a surrogate pair; what is hashed must be what is stored. */
const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString();

const storableDetails = (details: SafeDetails): SafeDetails =>
  Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      typeof value === 'string' ? storable(value) : value,
    ]),
  );

/** The record that continues the log after `head`. */
export function nextRecord(entry: AuditEntry, head: AuditHead, at: Date): AuditRecord {
  const { id, name, role, via } = entry.actor;
  return {
    seq: head.seq + 1,
    at: at.toISOString(),
    actor: { id: storable(id), name: storable(name), role, via },
    action: entry.action,
    subject: entry.subject === undefined ? null : storable(entry.subject),
    reason: entry.reason === undefined ? null : storable(entry.reason),
    outcome: entry.outcome,
    details: storableDetails(entry.details ?? {}),
    prevHash: head.hash,
  };
}

/** SHA-256 over the canonical JSON of the record, hex. */
export const hashOf = (record: AuditRecord): string => sha256Hex(canonicalJson(record));

export interface AuditRow {
  seq: string;
  at: Date;
  actor_id: string;
  actor_name: string;
  actor_role: Role;
  actor_via: Principal['via'];
  action: string;
  subject: string | null;
  reason: string | null;
  outcome: AuditEntry['outcome'];
  details: SafeDetails;
  prev_hash: Buffer;
  hash: Buffer;
  seal: Buffer | null;
}

export function recordOf(row: AuditRow): AuditRecord {
  const { actor_id: id, actor_name: name, actor_role: role, actor_via: via } = row;
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: { id, name, role, via },
    action: row.action,
    subject: row.subject,
    reason: row.reason,
    outcome: row.outcome,
    details: row.details,
    prevHash: row.prev_hash.toString('hex'),
  };
}
