import { type TransactionRunner } from '@lk/persistence';
import { parseBody } from '../../domain/business-fields';
import { type BodyRepository, type LetterBody } from '../../adapters/body.repository';
import { type BrokerQueues, type QueueSight } from '../../adapters/replays/broker-queues';
import { type JobItemRepository } from '../../adapters/replays/job-item.repository';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type LetterFactsRepository } from '../../adapters/replays/letter-facts.repository';
import { messageIdentity } from '../../domain/replays/message-identity';
import { type JudgeLetters, type JudgedLetter } from './judge-letters';
import { type SettleItems, type Settlement } from './settle-items';
import { type PublishItems } from './publish-items';

/** What a batch came to. */
export interface BatchResult {
  /** Published, whether or not the broker has confirmed. */
  readonly sent: number;
  /** Of them without a confirm. */
  readonly unconfirmed: number;
  /** Decided without being sent. */
  readonly settled: number;
  /** Why nothing more is sent now; null: no reason. */
  readonly waitingFor: string | null;
}

interface PendingLetter extends JudgedLetter {
  readonly position: number;
  readonly body: LetterBody;
}

/** Looked at together, at least: much of it may turn out to be done already. */
const LEAST_LOOK = 50;

const TEXTS: Readonly<Record<string, string>> = {
  NO_CONSUMER: 'No service reads messages of this type',
  BAD_ID: 'Its id is too long or no text: no service can say whether it took effect',
  DATA_UNREADABLE: 'The body does not open: its key is not configured, or its bytes were changed',
  BANK_OUTCOME_UNKNOWN: 'The bank may have carried out a change of the same thing already',
};

/** Takes the next messages of a job, judges them once more, and sends those that may be sent. */
export class SendBatch {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly items: JobItemRepository,
    private readonly letters: LetterFactsRepository,
    private readonly bodies: BodyRepository,
    private readonly judging: JudgeLetters,
    private readonly queues: BrokerQueues,
    private readonly settling: SettleItems,
    private readonly publishing: PublishItems,
    private readonly queueDepth: number,
  ) {}

  /** @param most messages that may be sent */
  async execute(lease: JobLease, most: number): Promise<BatchResult> {
    const pending = await this.items.takePending(lease.jobId, Math.max(most, LEAST_LOOK));
    const { letters, gone } = await this.read(pending);
    const settled = [...gone, ...letters.flatMap((letter) => settlementOf(letter) ?? [])];
    const free = letters.filter(({ judgement }) => judgement.verdict === 'replay');
    const { sendable, waitingFor } = await this.withRoom(free, most);
    const taken = await this.writeAhead(lease, settled, sendable);
    const unconfirmed = await this.publishing.execute(lease, taken);
    const silent = letters.find(({ judgement }) => judgement.verdict === 'owner-silent');
    const silence = silent && `The service ${silent.target?.owners.join(', ')} does not answer`;
    const sent = taken.length;
    return { sent, unconfirmed, settled: settled.length, waitingFor: silence ?? waitingFor };
  }

  private async read(
    pending: readonly { readonly position: number; readonly letterId: string }[],
  ): Promise<{ letters: PendingLetter[]; gone: Settlement[] }> {
    const ids = pending.map(({ letterId }) => letterId);
    const [facts, bodies] = await Promise.all([
      this.letters.find(ids),
      this.bodies.findReadable(ids),
    ]);
    const byId = new Map(facts.map((letter) => [letter.id, letter]));
    const candidates = pending.flatMap(({ position, letterId }) => {
      const letter = byId.get(letterId);
      const body = bodies.get(letterId) ?? { body: Buffer.alloc(0), properties: {} };
      if (!letter) return [];
      const { messageId } = body.properties;
      const id = typeof messageId === 'string' ? messageId : (letter.messageId ?? undefined);
      const ownerId = messageIdentity(letter.kind, id, parseBody(body.body));
      return [{ facts: letter, position, body, ownerId, readable: bodies.has(letterId) }];
    });
    const judged = await this.judging.execute(candidates);
    const gone = pending.filter(({ letterId }) => !byId.has(letterId));
    return {
      letters: judged.map((letter, index) => ({ ...pick(candidates, index), ...letter })),
      gone: gone.map((item) => ({ ...item, to: 'skipped', errorCode: 'LETTER_GONE' })),
    };
  }

  /** As many as find room in their queues: the rest of the room belongs to live traffic. */
  private async withRoom(
    free: readonly PendingLetter[],
    most: number,
  ): Promise<{ sendable: PendingLetter[]; waitingFor: string | null }> {
    if (free.length === 0) return { sendable: [], waitingFor: null };
    const names = [...new Set(free.flatMap(({ target }) => target?.queues ?? []))];
    const sights = await this.queues.look(names);
    if (!sights) return { sendable: [], waitingFor: 'The broker does not answer' };
    const room = new Map([...sights].map(([name, sight]) => [name, this.roomIn(sight)]));
    const sendable: PendingLetter[] = [];
    for (const letter of free) {
      const queues = letter.target?.queues ?? [];
      if (sendable.length >= most || queues.some((name) => (room.get(name) ?? 0) <= 0)) continue;
      for (const name of queues) room.set(name, (room.get(name) ?? 0) - 1);
      sendable.push(letter);
    }
    return { sendable, waitingFor: sendable.length > 0 ? null : reasonOf(sights) };
  }

  /** Without a consumer nothing would come of it, and nobody could tell what became of it. */
  private roomIn({ ready, consumers }: QueueSight): number {
    return consumers === 0 ? 0 : this.queueDepth - ready;
  }

  /**
   * `sending` is stored before anything is published: after a crash nothing is sent unknown.
   * @returns what is to be published
   */
  private async writeAhead(
    lease: JobLease,
    settled: readonly Settlement[],
    sendable: readonly PendingLetter[],
  ): Promise<PendingLetter[]> {
    if (settled.length + sendable.length === 0) return [];
    const sending = sendable.map(({ position, facts, ownerId }): Settlement => {
      return { position, letterId: facts.id, to: 'sending', ownerId };
    });
    const taken = await this.transactions.run(async (tx) => {
      const { state } = await this.leases.hold(tx, lease);
      // Paused or cancelled while the batch was judged.
      if (state !== 'running') return new Set<string>();
      await this.settling.execute(tx, lease.jobId, ['pending'], settled);
      return this.settling.take(tx, lease.jobId, sending);
    });
    return sendable.filter(({ facts }) => taken.has(facts.id));
  }
}

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error('The lists differ');
  return found;
}

/** What is decided without sending; undefined: it may be sent, or must wait. */
function settlementOf({ position, facts, judgement }: PendingLetter): Settlement | undefined {
  const item = { position, letterId: facts.id, errorCode: judgement.code };
  switch (judgement.verdict) {
    case 'replay':
    case 'owner-silent':
      return undefined;
    case 'already-done':
      return { ...item, to: 'already_done', letterTo: 'resolved' };
    case 'not-open':
      return { ...item, to: 'skipped', errorMessage: `The letter is ${facts.status}` };
    case 'outcome-unknown':
    case 'unreadable':
    case 'not-replayable':
      return { ...item, to: 'refused', errorMessage: textOf(judgement.code) };
  }
}

const textOf = (code = ''): string =>
  TEXTS[code] ?? 'The command has its final answer: sending it again only repeats that';

function reasonOf(sights: ReadonlyMap<string, QueueSight>): string {
  const [name, sight] = [...sights].find(([, { consumers }]) => consumers === 0) ?? [];
  if (sight) return `Nobody reads ${name}`;
  const full = [...sights].map(([queue, { ready }]) => `${queue} (${ready})`);
  return `Live traffic goes first, messages wait in ${full.join(', ')}`;
}
