import { permanentError } from '@lk/kernel';
import { type CommandReply } from '@lk/contracts';
import { type Transaction } from '@lk/persistence';

export interface CommandIdentity {
  readonly id: string;
  readonly command: string;
  /** Hash of the body in canonical form: the same id must mean the same request. */
  readonly bodyHash: string;
  /** What it is about: the lock under which it runs, for example `deal:<id>`. */
  readonly subject: string;
}

const OPEN = `
  INSERT INTO command_log AS known (command_id, command, body_hash, subject)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (command_id) DO UPDATE SET subject = coalesce(known.subject, excluded.subject)
  RETURNING command, body_hash, reply`;
const FINISH = 'UPDATE command_log SET reply = $2, finished_at = now() WHERE command_id = $1';

interface Row {
  command: string;
  body_hash: string;
  reply: CommandReply | null;
}

/** Which commands came and how each was answered. */
export class CommandLog {
  /**
   * Opens the command, or finds it, holding its row until the transaction ends.
   * @returns the answer it got before, if it was finished
   * @throws AppError `COMMAND_ID_REUSED` (permanent) when the id belongs to another request
   */
  async open(
    tx: Transaction,
    { id, command, bodyHash, subject }: CommandIdentity,
  ): Promise<CommandReply | undefined> {
    const [row] = await tx.query<Row[]>(OPEN, [id, command, bodyHash, subject]);
    if (row?.command !== command || row.body_hash !== bodyHash) {
      throw permanentError('COMMAND_ID_REUSED', 'This message_id was used for another command');
    }
    return row.reply ?? undefined;
  }

  async finish(tx: Transaction, id: string, reply: CommandReply): Promise<void> {
    await tx.query(FINISH, [id, JSON.stringify(reply)]);
  }
}
