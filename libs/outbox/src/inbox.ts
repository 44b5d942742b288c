import { type Transaction } from '@lk/persistence';

const CLAIM = `
  INSERT INTO inbox (message_id, message_type) VALUES ($1, $2)
  ON CONFLICT (message_id) DO NOTHING RETURNING 1 AS claimed`;

/** Remembers, in the transaction of the effect, which messages took effect. */
export class Inbox {
  /**
   * False: the message took effect before, do nothing. A second delivery at the same moment waits
   * here until the first one has committed or rolled back.
   */
  async claim(
    tx: Transaction,
    message: { readonly id: string; readonly type: string },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(CLAIM, [message.id, message.type]);
    return rows.length > 0;
  }
}
