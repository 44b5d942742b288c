import { randomUUID } from 'node:crypto';
import { Cabinet } from '../../demo/cabinet';
import { Http, until } from '../../demo/http';
import { type DealView } from '../../demo/records';
import { type Variables } from '../../system';

/** A payout to be asked for; those of one recipient are all alike, amount and purpose too. */
export interface PlannedPayout {
  readonly payoutId: string;
  readonly dealId: string;
  readonly recipientId: string;
  readonly amount: number;
  readonly purpose: string;
}

const PAYOUTS_PER_RECIPIENT = 5;
const RECIPIENTS_PER_DEAL = 10;
const AMOUNT = 100.25;
/** Deals under way at once: the services have two cores between them. */
const TOGETHER = 8;

/** Deals that the payer has paid, and the payouts that use up their shares. */
export async function createPaidDeals(env: Variables, payouts: number): Promise<PlannedPayout[]> {
  const deals = Math.ceil(payouts / (RECIPIENTS_PER_DEAL * PAYOUTS_PER_RECIPIENT));
  const cabinet = await Cabinet.connect(env.AMQP_URL ?? '');
  const http = new Http(env);
  const planned: PlannedPayout[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < deals) {
      next += 1;
      planned.push(...(await createPaidDeal(cabinet, http)));
    }
  };
  try {
    await Promise.all(Array.from({ length: TOGETHER }, worker));
  } finally {
    await cabinet.close();
  }
  return planned.slice(0, payouts);
}

async function createPaidDeal(cabinet: Cabinet, http: Http): Promise<PlannedPayout[]> {
  const dealId = randomUUID();
  const share = AMOUNT * PAYOUTS_PER_RECIPIENT;
  const recipients = Array.from({ length: RECIPIENTS_PER_DEAL }, (_, index) => ({
    recipientId: `r${index}`,
    role: 'agency',
    legalType: 'OOO',
    inn: '7700000001',
    splitType: 'fixed',
    splitValue: share,
    beneficiaryId: randomUUID(),
  }));
  const amount = share * RECIPIENTS_PER_DEAL;
  const description = 'Образец';
  await done(cabinet, 'deal.create', { dealId, amount, description, recipients });
  await done(cabinet, 'deal.accept', { dealId });
  const deal = (): Promise<DealView> => http.read('DEAL_URL', `/deals/${dealId}`);
  const { externalDealId } = await deal();
  await http.bank('POST', `/deals/${externalDealId}/pay`, {});
  await until('a paid deal', deal, ({ status }) => status === 'paid_to_bank');
  return recipients.flatMap(({ recipientId }) =>
    Array.from({ length: PAYOUTS_PER_RECIPIENT }, () => ({
      payoutId: randomUUID(),
      dealId,
      recipientId,
      amount: AMOUNT,
      purpose: `Выплата по сделке ${dealId}`,
    })),
  );
}

async function done(cabinet: Cabinet, command: string, body: object): Promise<void> {
  const reply = await cabinet.command(command, body);
  if (reply.status !== 'completed') throw new Error(`${command}: ${JSON.stringify(reply)}`);
}
