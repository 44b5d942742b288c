import { type BankSelfEmployed, SELF_EMPLOYED_PAGE_SIZE } from '@lk/tbank-client';
import { listRecipients } from './list-recipients';

const people = (count: number): BankSelfEmployed[] =>
  Array.from({ length: count }, (_, index) => ({
    recipientId: String(index),
    status: 'DRAFT',
    selfEmployedStatus: undefined,
    inn: undefined,
  }));

function bankWith(all: readonly BankSelfEmployed[]) {
  const offsets: number[] = [];
  const list = (offset: number) => {
    offsets.push(offset);
    return Promise.resolve(all.slice(offset, offset + SELF_EMPLOYED_PAGE_SIZE));
  };
  return { offsets, list };
}

describe('listRecipients', () => {
  it.each([
    [0, [0]],
    [899, [0]],
    [900, [0, 900]],
    [901, [0, 900]],
    [1800, [0, 900, 1800]],
  ])('reads the pages of %d people until a short one', async (count, offsets) => {
    const bank = bankWith(people(count));
    await expect(listRecipients(bank.list)).resolves.toHaveLength(count);
    expect(bank.offsets).toEqual(offsets);
  });

  it('stops when the bank gives the same page for ever', async () => {
    const page = people(SELF_EMPLOYED_PAGE_SIZE);
    const bank = { list: () => Promise.resolve(page) };
    await expect(listRecipients(bank.list)).rejects.toMatchObject({
      code: 'BANK_LIST_REPEATS',
    });
  });
});
