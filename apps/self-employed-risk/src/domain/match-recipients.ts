import { type SelfEmployedStatus } from '@lk/contracts';
import { selfEmployedStatus } from './bank-status';

/** A person of ours, as far as matching needs it. */
export interface KnownPerson {
  readonly selfEmployedId: string;
  readonly inn: string;
  readonly externalRecipientId: string | null;
  readonly status: SelfEmployedStatus;
}

/** A row of the bank's list. */
export interface ListedRecipient {
  readonly recipientId: string;
  readonly inn: string | undefined;
  readonly status: string;
  readonly selfEmployedStatus: string | undefined;
}

/** What a list says anew about one person. */
export interface PersonUpdate {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string;
  readonly status: SelfEmployedStatus;
}

/**
 * The people whom the list shows differently from our records. A known id decides alone and is never
 * replaced: another recipient with the same INN may have another account. The INN helps only
 * somebody whose id we never got (the answer to the registration was lost), and only when it names
 * one row. People who are not in the list stay as they are; that is drift, for reconciliation.
 */
export function findUpdates(
  people: readonly KnownPerson[],
  listed: readonly ListedRecipient[],
): PersonUpdate[] {
  const byId = new Map(listed.map((row) => [row.recipientId, row]));
  const byInn = uniqueByInn(listed);
  return people.flatMap((person) => {
    const { selfEmployedId, externalRecipientId } = person;
    const row =
      externalRecipientId === null ? byInn.get(person.inn) : byId.get(externalRecipientId);
    if (!row) return [];
    const status = selfEmployedStatus(row.status, row.selfEmployedStatus);
    if (status === person.status && externalRecipientId !== null) return [];
    return [{ selfEmployedId, externalRecipientId: row.recipientId, status }];
  });
}

function uniqueByInn(listed: readonly ListedRecipient[]): Map<string, ListedRecipient> {
  const unique = new Map<string, ListedRecipient>();
  const seen = new Set<string>();
  for (const row of listed) {
    if (row.inn === undefined) continue;
    if (seen.has(row.inn)) unique.delete(row.inn);
    else unique.set(row.inn, row);
    seen.add(row.inn);
  }
  return unique;
}
