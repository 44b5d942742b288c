import { deadLetterQueueOf } from '@lk/contracts';
import { queryPostgres } from '../stack';
import { until } from './http';
import { type Ledger, type NotificationsView } from './records';
import { type Stage } from './stage';
import { readDeal, readPayout, readPerson } from './reads';
import { type Cast, playStory } from './story';

/** Compares what our services stored with the bank's own ledger, to the kopeck. */
async function checkEverything(
  stage: Stage,
  cast: Cast,
  before: { readonly databaseUrl: string; readonly deals: number },
): Promise<void> {
  await checkDeal(stage, cast);
  await checkPayments(stage, cast);
  await checkDealsAtBank(stage, cast, before.deals);
  const person = await readPerson(stage, cast.selfEmployedId);
  stage.checks.equal('the person has three cancelled receipts', person.cancelledReceipts, 3);
  stage.checks.equal('the person is flagged', person.flagged, true);
  await checkNothingLeft(stage, before.databaseUrl);
  await checkNotifications(stage, cast);
}

async function checkDeal(stage: Stage, { dealId }: Cast): Promise<void> {
  const deal = await readDeal(stage, dealId);
  stage.checks.equal(
    'the deal went its way',
    deal.history.map(({ to }) => to).filter((to) => to !== 'payment_pending'),
    ['draft', 'ready_to_pay', 'paid_to_bank', 'released_paid_out'],
  );
  stage.checks.equal(
    'every recipient is paid out',
    deal.recipients.map(({ payoutStatus }) => payoutStatus),
    deal.recipients.map(() => 'paid_out'),
  );
  const shares = deal.recipients.map(({ shareKopecks }) => BigInt(shareKopecks));
  stage.checks.equal('the shares are right to the kopeck', shares.map(String), EXPECTED_SHARES);
  stage.checks.equal(
    'the shares sum to the amount',
    shares.reduce((a, b) => a + b).toString(),
    deal.amountKopecks,
  );
}

/** 10 000 101 kopecks: 33.34 % and twice 33.33 %, rounded down, the remainder to the first. */
const EXPECTED_SHARES = ['3334035', '3333033', '3333033'];

async function checkPayments(stage: Stage, cast: Cast): Promise<void> {
  const ledger = await stage.http.bank<Ledger>('GET', '/ledger');
  const { recipients } = await readDeal(stage, cast.dealId);
  const beneficiaries = recipients.map(({ externalRecipientId }) => externalRecipientId);
  const ours = await Promise.all(cast.payoutIds.map((id) => readPayout(stage, id)));
  const atBank = ledger.payments
    .filter(({ beneficiaryId }) => beneficiaries.includes(beneficiaryId))
    .map(({ paymentId, amountKopecks, status }) => [paymentId, amountKopecks, status]);
  const expected = ours.map(({ paymentId, amountKopecks }) => [
    paymentId,
    amountKopecks,
    'SUCCEEDED',
  ]);
  stage.checks.equal('the bank made each of our payments once', atBank.sort(), expected.sort());
}

async function checkDealsAtBank(stage: Stage, cast: Cast, dealsBefore: number): Promise<void> {
  const { deals } = await stage.http.bank<Ledger>('GET', '/ledger');
  stage.checks.equal('the bank has two more deals', deals.length - dealsBefore, 2);
  for (const dealId of [cast.dealId, cast.secondDealId]) {
    const { externalDealId } = await readDeal(stage, dealId);
    const found = deals.filter((deal) => deal.dealId === externalDealId).length;
    stage.checks.equal(
      `the bank has ${dealId === cast.dealId ? 'the first' : 'the second'} deal once`,
      found,
      1,
    );
  }
}

const SCHEMAS = ['webhook_ingress', 'deal', 'payout', 'self_employed_risk', 'notification', 'ops'];
const WORK_QUEUES = [
  'deal.events',
  'payout.events',
  'self-employed-risk.events',
  'notification.events',
];

async function checkNothingLeft(stage: Stage, databaseUrl: string): Promise<void> {
  const backlog = async (): Promise<number> => {
    const counts = SCHEMAS.map((schema) => `(SELECT count(*) FROM ${schema}.outbox)`);
    const [row] = await queryPostgres(databaseUrl, `SELECT (${counts.join(' + ')})::int AS rows`);
    return Number(Object.values(row ?? {})[0]);
  };
  stage.checks.equal(
    'every outbox is empty',
    await until('empty outboxes', backlog, (rows) => rows === 0),
    0,
  );
  const depths = () =>
    Promise.all(WORK_QUEUES.map((queue) => stage.cabinet.depth(deadLetterQueueOf(queue))));
  await until('dead letters stored', depths, (all) => all.every((depth) => depth === 0));
  for (const queue of WORK_QUEUES) {
    const open = await stage.ops.letters(`queue=${queue}&status=open`);
    const unexpected = open.filter(({ messageId }) => !stage.doomed.has(messageId ?? ''));
    const codes = unexpected.map(({ errorCode }) => errorCode);
    stage.checks.equal(`no dead letters of ${queue}`, codes, []);
  }
}

async function checkNotifications(stage: Stage, { dealId }: Cast): Promise<void> {
  const read = async (): Promise<string[]> => {
    const path = `/notifications?dealId=${dealId}`;
    const { deliveries } = await stage.http.read<NotificationsView>('NOTIFICATION_URL', path);
    return deliveries.map(({ template }) => template).sort();
  };
  const wanted = ['deal-paid-out', 'payment-completed'];
  const seen = await until(
    'the notifications',
    read,
    (templates) => templates.length >= wanted.length,
  );
  stage.checks.equal('participants are told of payment and end', seen, wanted);
}

/** Plays the story and compares everything afterwards. */
export async function playAndCheck(stage: Stage, databaseUrl: string): Promise<void> {
  const { deals } = await stage.http.bank<Ledger>('GET', '/ledger');
  const cast = await playStory(stage);
  await checkEverything(stage, cast, { databaseUrl, deals: deals.length });
}
