import { type SafeDetails } from '@lk/kernel';
import { type LetterStatus } from '../domain/letter-status';

/** Which letters: all that is given must hold. A replay job freezes the ids of such a selection. */
export interface LetterFilter {
  readonly queue?: string;
  readonly type?: string;
  readonly errorCode?: string;
  readonly bankErrorCode?: string;
  readonly fingerprint?: string;
  /** Ours or the bank's. */
  readonly dealId?: string;
  /** The bank's besides, where `dealId` is ours. */
  readonly externalDealId?: string;
  readonly payoutId?: string;
  readonly status?: LetterStatus;
  readonly messageId?: string;
  /** Last failure at or after. */
  readonly since?: Date;
  /** Last failure before. */
  readonly until?: Date;
  /** Part of the error message, or its beginning where the database has no trigrams. */
  readonly text?: string;
}

const COLUMNS = {
  queue: 'queue',
  type: 'type',
  errorCode: 'error_code',
  bankErrorCode: 'bank_error_code',
  fingerprint: 'fingerprint',
  payoutId: 'payout_id',
  status: 'status',
  messageId: 'message_id',
} as const satisfies Partial<Record<keyof LetterFilter, string>>;

/** Conditions and the parameters they refer to, collected piece by piece. */
export class Conditions {
  readonly parameters: unknown[] = [];
  private readonly parts: string[] = [];

  /** @returns the place of a value, for example `$3` */
  place(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  add(part: string): void {
    this.parts.push(part);
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.join(' AND ');
  }
}

/** The filter as records may have it: what a person searched for in messages may be personal. */
export function recordOf({ since, until, text, ...ids }: LetterFilter): SafeDetails {
  const given = {
    ...ids,
    since: since?.toISOString(),
    until: until?.toISOString(),
    text: text === undefined ? undefined : true,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/**
 * The filter as SQL over `dead_letters l`. Only what is given becomes a condition: with
 * `$1 IS NULL OR` for the others the planner could use no index.
 */
export function conditionsOf(filter: LetterFilter, hasTrigrams: boolean): Conditions {
  const conditions = new Conditions();
  for (const [field, column] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][]) {
    const value = filter[field];
    if (value !== undefined) conditions.add(`l.${column} = ${conditions.place(value)}`);
  }
  const { dealId, externalDealId = dealId, since, until, text } = filter;
  if (dealId !== undefined) {
    const places = [dealId, dealId, externalDealId].map((id) => conditions.place(id));
    const [ours, either, banks] = places;
    conditions.add(`(l.deal_id = ${ours} OR l.external_deal_id IN (${either}, ${banks}))`);
  }
  if (since) conditions.add(`l.last_failed_at >= ${conditions.place(since)}`);
  if (until) conditions.add(`l.last_failed_at < ${conditions.place(until)}`);
  if (text !== undefined) conditions.add(textCondition(conditions, text, hasTrigrams));
  return conditions;
}

function textCondition(conditions: Conditions, text: string, hasTrigrams: boolean): string {
  const pattern = escapeLike(text);
  if (hasTrigrams) return `l.error_message ILIKE ${conditions.place(`%${pattern}%`)}`;
  return `lower(l.error_message) LIKE ${conditions.place(`${pattern.toLowerCase()}%`)}`;
}
