import { isUuid } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';

/** A message that took effect here, or a command that got its final answer. */
export class HandledMessage {
  /** The event's or the command's id, as it was asked for. */
  readonly id!: string;
  readonly kind!: 'event' | 'command';
  /** ISO 8601, UTC. */
  readonly at!: string;
  /** `rejected` and `failed`: the command is finished, and a repeat only repeats this answer. */
  readonly status!: 'handled' | 'completed' | 'rejected' | 'failed';
  /** Why a command was rejected. */
  readonly errorCode!: string | null;
}

const FIND_EVENTS = `
  SELECT message_id AS id, handled_at AS at FROM inbox WHERE message_id = ANY($1::text[])`;

const FIND_COMMANDS = `
  SELECT command_id AS id, finished_at AS at, reply->>'status' AS status,
         reply->'error'->>'code' AS "errorCode"
  FROM command_log WHERE finished_at IS NOT NULL AND command_id = ANY($1::uuid[])`;

interface EventRow {
  readonly id: string;
  readonly at: Date;
}

interface CommandRow extends EventRow {
  readonly status: 'completed' | 'rejected' | 'failed';
  readonly errorCode: string | null;
}

/** Which messages took effect in this service: what a replay asks before it sends one again. */
@Injectable()
export class HandledMessages {
  constructor(private readonly transactions: TransactionRunner) {}

  /** Ids that are not in the answer did not take effect (yet). A command under way is not there. */
  async find(ids: readonly string[]): Promise<HandledMessage[]> {
    const [events, commands] = await Promise.all([this.events(ids), this.commands(ids)]);
    return [...events, ...commands];
  }

  private async events(ids: readonly string[]): Promise<HandledMessage[]> {
    const rows = await this.transactions.query<EventRow>(FIND_EVENTS, [ids]);
    return rows.map(({ id, at }) => {
      return { id, kind: 'event', at: at.toISOString(), status: 'handled', errorCode: null };
    });
  }

  /** The id of a command is a uuid, which is one value in upper and lower case. */
  private async commands(ids: readonly string[]): Promise<HandledMessage[]> {
    const asked = new Map(ids.filter(isUuid).map((id) => [id.toLowerCase(), id]));
    if (asked.size === 0) return [];
    const rows = await this.transactions.query<CommandRow>(FIND_COMMANDS, [[...asked.keys()]]);
    return rows.map(({ id, at, status, errorCode }) => {
      return { id: asked.get(id) ?? id, kind: 'command', at: at.toISOString(), status, errorCode };
    });
  }
}
