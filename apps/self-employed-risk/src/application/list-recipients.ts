import { invariantError } from '@lk/kernel';
import { type BankSelfEmployed, SELF_EMPLOYED_PAGE_SIZE } from '@lk/tbank-client';

/**
 * The bank's whole list: pages until a short one, together one list in the sense of its ten minutes.
 * @throws what `readPage` throws
 * @throws AppError `BANK_LIST_REPEATS` when a page starts with somebody who was on one before, which
 * would go on for ever
 */
export async function listRecipients(
  readPage: (offset: number) => Promise<readonly BankSelfEmployed[]>,
): Promise<BankSelfEmployed[]> {
  const all = new Map<string, BankSelfEmployed>();
  for (let offset = 0; ; offset += SELF_EMPLOYED_PAGE_SIZE) {
    const page = await readPage(offset);
    const [first] = page;
    if (first && all.has(first.recipientId)) {
      throw invariantError('BANK_LIST_REPEATS', 'The pages of the list of people do not go on');
    }
    for (const row of page) all.set(row.recipientId, row);
    if (page.length < SELF_EMPLOYED_PAGE_SIZE) return [...all.values()];
  }
}
