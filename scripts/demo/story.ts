import { randomUUID } from 'node:crypto';
import { until } from './http';
import { readDeal, readPayout, readPerson } from './reads';
import { type SelfEmployedView } from './records';
import { DEAL_AMOUNT, newDeal, payoutOf, type Person, samplePerson } from './sample-data';
import { type Stage } from './stage';

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
  await fetchReceipts(stage, selfEmployedId, person);
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
      `cancelled receipt ${number}: flagged is ${number === 3}`,
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

/** What the webhooks told, asked for once more: nothing counts twice. */
async function fetchReceipts(stage: Stage, selfEmployedId: string, { inn }: Person): Promise<void> {
  stage.chapter('the receipts are fetched from the bank, and agree with what the webhooks told');
  const { result } = await stage.command('self-employed.receipts.fetch', { inn });
  stage.checks.equal(
    'the bank has the receipt of the payout and three cancelled ones',
    [result?.registered, result?.cancelled, result?.unknown],
    [1, 3, 0],
  );
  const { cancelledReceipts } = await readPerson(stage, selfEmployedId);
  stage.checks.equal('no cancelled receipt counts twice', cancelledReceipts, 3);
}

/** A forged webhook, and one of a type nobody knows. */
async function knockAtTheDoor(stage: Stage): Promise<void> {
  stage.chapter('a forged webhook is refused, an unknown one is kept for on call');
  const forgery = { secret: 'not-the-secret' };
  const forged = await stage.http.webhook('payment.completed', { dealId: 'x' }, forgery);
  stage.checks.equal('a forged webhook gets 400', forged, 400);
  const id = randomUUID();
  stage.checks.equal(
    'a webhook of an unknown type gets 200',
    await stage.http.webhook('moon.landed', {}, { id }),
    200,
  );
  const letters = await until(
    'the unknown event is among the dead letters',
    () => stage.ops.letters(`messageId=${id}`),
    ({ length }) => length > 0,
  );
  stage.checks.equal(
    'on call sees the unknown event, and why it is there',
    letters.map(({ queue, type, errorCode }) => [queue, type, errorCode]),
    [['webhook-ingress.events', 'moon.landed', 'NO_CONSUMER']],
  );
}
