import { randomUUID } from 'node:crypto';
import { type Cabinet } from '../../demo/cabinet';
import { type Http, until } from '../../demo/http';
import { type DealView } from '../../demo/records';

/** How the life of a deal goes on after it was accepted. */
export const WAYS = [
  'stays',
  'is cancelled',
  'is not paid',
  'is paid at the second try',
  'is refunded',
  'is paid out in part',
  'is paid out',
] as const;
export type Way = (typeof WAYS)[number];

export interface LivedDeal {
  readonly dealId: string;
  readonly externalDealId: string;
  readonly way: Way;
}

const SHARE = 1000.25;

export interface Surroundings {
  readonly cabinet: Cabinet;
  readonly http: Http;
}

/** Leads a deal through its life by commands and by what payers do; nobody tells our side of it. */
export async function live(around: Surroundings, way: Way): Promise<LivedDeal> {
  const { dealId, externalDealId } = await acceptedDeal(around);
  const { cabinet, http } = around;
  const pay = (body: object = {}) => http.bank('POST', `/deals/${externalDealId}/pay`, body);
  switch (way) {
    case 'stays':
      break;
    case 'is cancelled':
      await done(cabinet, 'deal.cancel', { dealId, reason: 'None' });
      break;
    case 'is not paid':
      await pay({ outcome: 'failed' });
      break;
    case 'is paid at the second try':
      await pay({ outcome: 'failed' });
      await pay();
      break;
    case 'is refunded':
      await pay();
      await done(cabinet, 'deal.cancel', { dealId, reason: 'None' });
      break;
    case 'is paid out in part':
      await pay();
      await payOut(around, dealId, ['agent']);
      break;
    case 'is paid out':
      await pay({ amount: 2 * SHARE });
      await payOut(around, dealId, ['agent', 'agency']);
      break;
  }
  return { dealId, externalDealId, way };
}

async function acceptedDeal({ cabinet, http }: Surroundings) {
  const dealId = randomUUID();
  const recipients = ['agent', 'agency'].map((recipientId) => ({
    recipientId,
    role: 'agency',
    legalType: 'OOO',
    inn: '7700000001',
    splitType: 'fixed',
    splitValue: SHARE,
    beneficiaryId: randomUUID(),
  }));
  await done(cabinet, 'deal.create', {
    dealId,
    amount: 2 * SHARE,
    description: 'Образец',
    recipients,
  });
  await done(cabinet, 'deal.accept', { dealId });
  const { externalDealId } = await http.read<DealView>('DEAL_URL', `/deals/${dealId}`);
  return { dealId, externalDealId };
}

/** A payout is asked for as soon as the deal is known to be paid, however that became known. */
async function payOut(
  { cabinet, http }: Surroundings,
  dealId: string,
  recipients: readonly string[],
): Promise<void> {
  await until(
    'a deal that is paid',
    () => http.read<DealView>('DEAL_URL', `/deals/${dealId}`),
    ({ status }) => status === 'paid_to_bank',
  );
  for (const recipientId of recipients) {
    const payout = { payoutId: randomUUID(), dealId, recipientId, amount: SHARE };
    await done(cabinet, 'payout.create', { ...payout, purpose: `Выплата по сделке ${dealId}` });
  }
}

async function done(cabinet: Cabinet, command: string, body: object): Promise<void> {
  const reply = await cabinet.command(command, body);
  if (reply.status !== 'completed') throw new Error(`${command}: ${JSON.stringify(reply)}`);
}

/** Runs `work` for every item, so many at once. */
export async function together<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()].reverse();
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
