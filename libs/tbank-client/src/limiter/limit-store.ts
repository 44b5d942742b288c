import { type CallPriority } from '../bank-call';
import { type GroupLimit } from './group-limits';

/** What became of an earlier booking. */
export interface LaneReport {
  readonly lane: number;
  readonly token: number;
  readonly kind: 'answered' | 'unused';
  readonly ageMs: number;
}

export interface PermitRequest {
  /** How many for each class. */
  readonly wanted: Readonly<Record<CallPriority, number>>;
  /** How far ahead a start may be at most, in milliseconds. */
  readonly aheadMs: Readonly<Record<CallPriority, number>>;
  /** From its start to the latest arrival at the bank of a request without an answer. */
  readonly holdMs: number;
  readonly reports: readonly LaneReport[];
}

/** A lane that is ours at one moment. */
export interface Booking {
  readonly priority: CallPriority;
  readonly lane: number;
  readonly token: number;
  /** From the moment in which the database booked it. */
  readonly startInMs: number;
  /** The class was due: no other may take it over. */
  readonly sure: boolean;
}

/** A class that got less than it wanted. */
export interface Refusal {
  readonly priority: CallPriority;
  /** Not worth asking earlier. */
  readonly comeInMs: number;
  /** The earliest start anybody could get now. */
  readonly earliestInMs: number;
}

export interface PermitReply {
  readonly bookings: readonly Booking[];
  readonly refusals: readonly Refusal[];
  /** The bank asked everybody to wait this long. */
  readonly blockedForMs: number;
}

/** The limits that all processes share. */
export interface LimitStore {
  /** Reports and books in one round trip. @throws AppError of the database: nothing is booked for us */
  take(limit: GroupLimit, request: PermitRequest): Promise<PermitReply>;
  /** Blocks the group for everybody. @returns for how long it is blocked now */
  slowDown(limit: GroupLimit, waitMs: number): Promise<number>;
}
