import { randomInt, randomUUID } from 'node:crypto';
import { until } from './http';
import { type DealView, type PayoutView, type SelfEmployedView } from './records';
import { type Stage } from './stage';

/** Obviously fake. Every story has a person of its own, so that several can be played in one system. */
export interface Person {
  readonly inn: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly accountNumber: string;
  readonly bik: string;
}

function samplePerson(): Person {
  return {
    inn: `50${String(randomInt(10 ** 10)).padStart(10, '0')}`,
    firstName: 'Образец',
    lastName: 'Примеров',
    phone: '+70000000000',
    accountNumber: '40817810000000000001',
    bik: '044525974',
  };
}

/** Rubles; in thirds it does not divide evenly, and the remainder goes to the first. */
const DEAL_AMOUNT = 100001.01;

export interface Cast {
  readonly selfEmployedId: string;
  readonly dealId: string;
  readonly payoutIds: readonly string[];
  /** Of the deal in which the flagged person was refused. */
  readonly secondDealId: string;
}

/** The main job from the first command to the last kopeck, and a person who becomes a risk. */
export async function playStory(stage: Stage): Promise<Cast> {
  const person = samplePerson();
  const selfEmployedId = await registerPerson(stage, person);
  const dealId = await createDeal(stage, person);
  await payIn(stage, dealId);
  const payoutIds = await payOut(stage, dealId);
  await cancelReceipts(stage, selfEmployedId, person);
  const secondDealId = await refusePayoutToFlagged(stage, person);
  await knockAtTheDoor(stage);
  return { selfEmployedId, dealId, payoutIds, secondDealId };
}

async function registerPerson(stage: Stage, person: Person): Promise<string> {
  stage.chapter('a self-employed person is registered and activated by the bank');
  const selfEmployedId = randomUUID();
  const reply = await stage.command('self-employed.register', { selfEmployedId, ...person });
  stage.checks.equal('the person is registered as DRAFT', reply.result?.status, 'DRAFT');
  await stage.act(
    'bank',
    'activates the person',
    () => stage.http.bank('POST', `/self-employed/${person.inn}/activate`),
    () => 'ACTIVE',
  );
  await stage.command('self-employed.sync', {});
  await until(
    'the person is ACTIVE',
    () => readPerson(stage, selfEmployedId),
    ({ status }) => status === 'ACTIVE',
  );
  return selfEmployedId;
}

const readPerson = (stage: Stage, id: string): Promise<SelfEmployedView> =>
  stage.http.read<SelfEmployedView>('SELF_EMPLOYED_URL', `/self-employed/${id}`);
const readDeal = (stage: Stage, id: string): Promise<DealView> =>
  stage.http.read<DealView>('DEAL_URL', `/deals/${id}`);
const readPayout = (stage: Stage, id: string): Promise<PayoutView> =>
  stage.http.read<PayoutView>('PAYOUT_URL', `/payouts/${id}`);

const newDeal = (dealId: string, person: Person): object => ({
  dealId,
  amount: DEAL_AMOUNT,
  description: 'Продажа квартиры, образец',
  recipients: [
    {
      recipientId: 'agency',
      role: 'agency',
      legalType: 'OOO',
      inn: '7700000001',
      splitType: 'percent',
      splitValue: 33.34,
      beneficiaryId: randomUUID(),
    },
    {
      recipientId: 'agent',
      role: 'agent',
      legalType: 'SE',
      inn: person.inn,
      splitType: 'percent',
      splitValue: 33.33,
    },
    {
      recipientId: 'platform',
      role: 'platform_fee',
      legalType: 'IP',
      inn: '770000000002',
      splitType: 'percent',
      splitValue: 33.33,
      beneficiaryId: randomUUID(),
    },
  ],
});

async function createDeal(stage: Stage, person: Person): Promise<string> {
  stage.chapter('a deal is created at the bank and accepted; the command is sent twice');
  const dealId = randomUUID();
  const command = newDeal(dealId, person);
  const messageId = randomUUID();
  const first = await stage.command('deal.create', command, messageId);
  const again = await stage.command('deal.create', command, messageId);
  stage.checks.equal('deal.create is completed', first.status, 'completed');
  stage.checks.equal('the same message_id gets the same answer', again, first);
  const accepted = await stage.command('deal.accept', { dealId });
  stage.checks.equal('deal.accept is completed', accepted.status, 'completed');
  await until(
    'the deal is ready to pay',
    () => readDeal(stage, dealId),
    ({ status }) => status === 'ready_to_pay',
  );
  return dealId;
}

async function payIn(stage: Stage, dealId: string): Promise<void> {
  stage.chapter('the payer pays; the bank tells by signed webhooks');
  const { externalDealId } = await readDeal(stage, dealId);
  const early = await stage.command('payout.create', payoutOf(dealId, 'agency', 100n));
  stage.checks.equal('no payout before the money is there', early.error?.code, 'DEAL_NOT_PAID');
  const body = { amount: DEAL_AMOUNT };
  await stage.act(
    'payer',
    'pays at the bank',
    () => stage.http.bank('POST', `/deals/${externalDealId}/pay`, body),
    () => `${body.amount} RUB`,
  );
  await until(
    'the deal is paid',
    () => readDeal(stage, dealId),
    ({ status }) => status === 'paid_to_bank',
  );
}

/** The body of `payout.create`. */
interface PayoutCommand {
  readonly payoutId: string;
  readonly dealId: string;
  readonly recipientId: string;
  readonly amount: string;
  readonly purpose: string;
}

const payoutOf = (dealId: string, recipientId: string, kopecks: bigint): PayoutCommand => ({
  payoutId: randomUUID(),
  dealId,
  recipientId,
  amount: `${kopecks / 100n}.${(kopecks % 100n).toString().padStart(2, '0')}`,
  purpose: 'Вознаграждение по сделке, образец',
});

async function payOut(stage: Stage, dealId: string): Promise<string[]> {
  stage.chapter('each recipient is paid their share; the last one ends the deal');
  const { recipients } = await readDeal(stage, dealId);
  const commands = recipients.map(({ recipientId, shareKopecks }) =>
    payoutOf(dealId, recipientId, BigInt(shareKopecks)),
  );
  const replies = await Promise.all(
    commands.map((command) => stage.command('payout.create', command)),
  );
  stage.checks.equal(
    'every payout is accepted by the bank',
    replies.map(({ status }) => status),
    commands.map(() => 'completed'),
  );
  const payoutIds = commands.map(({ payoutId }) => payoutId);
  for (const id of payoutIds) {
    await until(
      'the payout is paid out',
      () => readPayout(stage, id),
      ({ status }) => status === 'paid_out',
    );
  }
  await until(
    'the deal is released',
    () => readDeal(stage, dealId),
    ({ status }) => status === 'released_paid_out',
  );
  const more = await stage.command('payout.create', payoutOf(dealId, 'agency', 1n));
  stage.checks.equal('no payout after the deal ended', more.status, 'rejected');
  return payoutIds;
}

async function cancelReceipts(
  stage: Stage,
  selfEmployedId: string,
  { inn }: Person,
): Promise<void> {
  stage.chapter('the self-employed person cancels three receipts and is flagged');
  for (const number of [1, 2, 3]) {
    const receiptId = `receipt-${number}-${selfEmployedId}`;
    await stage.act(
      'tax service',
      `receipt ${number} is cancelled`,
      () => stage.http.bank('POST', `/receipts/${receiptId}/cancel`, { inn }),
      () => '',
    );
    const seen = ({ cancelledReceipts }: SelfEmployedView): boolean => cancelledReceipts >= number;
    const seenPerson = await until(
      `${number} cancellations`,
      () => readPerson(stage, selfEmployedId),
      seen,
    );
    stage.checks.equal(
      `after ${number} cancelled receipts flagged is ${number === 3}`,
      seenPerson.flagged,
      number === 3,
    );
  }
}

async function refusePayoutToFlagged(stage: Stage, person: Person): Promise<string> {
  stage.chapter('a further payout to the flagged person is refused');
  const dealId = randomUUID();
  await stage.command('deal.create', newDeal(dealId, person));
  await stage.command('deal.accept', { dealId });
  const { externalDealId } = await readDeal(stage, dealId);
  await stage.act(
    'payer',
    'pays at the bank',
    () => stage.http.bank('POST', `/deals/${externalDealId}/pay`, {}),
    () => '',
  );
  await until(
    'the second deal is paid',
    () => readDeal(stage, dealId),
    ({ status }) => status === 'paid_to_bank',
  );
  const refused = await stage.command('payout.create', payoutOf(dealId, 'agent', 100n));
  stage.checks.equal(
    'a payout to a flagged person is refused',
    refused.error?.code,
    'SELF_EMPLOYED_FLAGGED',
  );
  return dealId;
}

/** A forged webhook, and one of a type nobody knows. */
async function knockAtTheDoor(stage: Stage): Promise<void> {
  stage.chapter('a forged webhook is refused, an unknown one is kept for on call');
  const forged = await stage.http.webhook('payment.completed', { dealId: 'x' }, 'not-the-secret');
  stage.checks.equal('a forged webhook gets 400', forged, 400);
  const before = await stage.cabinet.depth('webhook-ingress.events.dlq');
  stage.checks.equal(
    'a webhook of an unknown type gets 200',
    await stage.http.webhook('moon.landed', {}),
    200,
  );
  await until(
    'the unknown event is among the dead letters',
    () => stage.cabinet.depth('webhook-ingress.events.dlq'),
    (depth) => depth === before + 1,
  );
}

export { readDeal, readPayout, readPerson };
