import { randomUUID } from 'node:crypto';
import { Http, until } from '../../demo/http';
import { type Stage } from '../../demo/stage';
import { queryPostgres } from '../../stack';
import { type RunningSystem } from '../../system';

/** A webhook that was sent, and what it is recognised by afterwards. */
export interface SentEvent {
  readonly eventId: string;
  readonly paymentId: string;
}

/** Webhooks on their way at once. */
const TOGETHER = 32;

/**
 * The deal service under the database role of another service: it starts, it is ready, and every event
 * fails with the same cause. A mistake in a configuration, as they happen.
 */
export const breakDeal = (system: RunningSystem): Promise<void> =>
  system.restart('deal', { DATABASE_ROLE: 'lk_notification' });

export const mendDeal = (system: RunningSystem): Promise<void> => system.restart('deal');

/** The bank's ids of new deals. */
export async function createDeals(stage: Stage, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const recipient = { recipientId: 'r', role: 'agency', legalType: 'OOO', inn: '7700000001' };
    const reply = await stage.command('deal.create', {
      dealId: randomUUID(),
      amount: 1000,
      description: 'On-call sample',
      recipients: [{ ...recipient, splitType: 'percent', splitValue: 100 }],
    });
    ids.push(String(reply.result?.externalDealId));
  }
  return ids;
}

/** Payments of these deals, each with an id of its own, so that each leaves a fact of its own. */
export async function sendPayments(
  system: RunningSystem,
  deals: readonly string[],
  count: number,
  more: object = {},
): Promise<SentEvent[]> {
  const http = new Http(system.env);
  const sent: SentEvent[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const event = { eventId: randomUUID(), paymentId: randomUUID() };
      const data = { dealId: deals[index % deals.length], paymentId: event.paymentId, ...more };
      const status = await http.webhook('payment.completed', data, { id: event.eventId });
      if (status !== 200) throw new Error(`A webhook got ${status}`);
      sent.push(event);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return sent;
}

const DONE =
  /^message_handling_seconds_count\{(?=[^}]*queue="deal\.events")(?=[^}]*outcome="done")[^}]*\} (\d+)/m;

/** What took effect, as the tables of the deal service have it. */
export class Effects {
  constructor(private readonly system: RunningSystem) {}

  /** Facts of these payments: one for each event that took effect, however often it came. */
  facts(events: readonly SentEvent[]): Promise<number> {
    const ids = events.map(({ paymentId }) => `'${paymentId}'`).join(',');
    return this.count(`SELECT count(*) FROM deal.deal_facts WHERE payment_id IN (${ids})`);
  }

  inbox(events: readonly SentEvent[]): Promise<number> {
    const ids = events.map(({ eventId }) => `'${eventId}'`).join(',');
    return this.count(`SELECT count(*) FROM deal.inbox WHERE message_id IN (${ids})`);
  }

  /** Deliveries that the running deal process has handled since it was started. */
  async handled(): Promise<number> {
    const response = await fetch(`${this.system.env.DEAL_URL ?? ''}/metrics`);
    return Number(DONE.exec(await response.text())?.[1] ?? 0);
  }

  /** The bank tells of each new deal too: who breaks the handler before that has one failure more. */
  async untilCreated(externalDealIds: readonly string[]): Promise<void> {
    const ids = externalDealIds.map((id) => `'${id}'`).join(',');
    const told = `SELECT count(*) FROM deal.deal_facts JOIN deal.deals USING (deal_id)
      WHERE kind = 'deal.created' AND told_by_bank AND external_deal_id IN (${ids})`;
    const all = (count: number): boolean => count === externalDealIds.length;
    await until('the word of the bank of every deal', () => this.count(told), all);
  }

  async untilFacts(events: readonly SentEvent[], patienceMs: number): Promise<void> {
    const all = (count: number): boolean => count === events.length;
    await until('every effect', () => this.facts(events), all, patienceMs);
  }

  private async count(sql: string): Promise<number> {
    const [row] = await queryPostgres(this.system.env.DATABASE_URL ?? '', sql);
    return Number(Object.values(row ?? {})[0]);
  }
}
