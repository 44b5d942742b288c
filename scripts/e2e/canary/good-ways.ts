import { randomUUID } from 'node:crypto';
import { until } from '../../demo/http';
import { type DealView, type PayoutView, type SelfEmployedView } from '../../demo/records';
import { CANARY_NAME, CANARY_TEXT, canaryInn } from './canaries';
import { type CanaryStage } from './canary-stage';
import { cancelOf, dealOf, payoutOf, registrationOf, stepOf } from './commands';

/** @returns our id of an active person */
export async function registerPeople(stage: CanaryStage): Promise<string> {
  const [first, same] = [registrationOf(1), registrationOf(1)];
  // Two at once with one INN: one of them meets the unique key.
  await stage.askAll([first, same].map((body) => ['self-employed.register', body] as const));
  await stage.ask('self-employed.register', registrationOf(2));
  await stage.http.bank('POST', `/self-employed/${canaryInn(1)}/activate`);
  // Which of the two was the first is for the service to decide.
  const ids = [first, same].map(({ selfEmployedId }) => String(selfEmployedId));
  const read = async (): Promise<SelfEmployedView | undefined> => {
    await stage.ask('self-employed.sync', {});
    const views = await Promise.allSettled(ids.map((id) => readPerson(stage, id)));
    return views
      .flatMap((view) => (view.status === 'fulfilled' ? [view.value] : []))
      .find(({ status }) => status === 'ACTIVE');
  };
  const active = await until('an active person', read, (view) => view !== undefined);
  return String(active?.selfEmployedId);
}

const readPerson = (stage: CanaryStage, id: string): Promise<SelfEmployedView> =>
  stage.http.read<SelfEmployedView>('SELF_EMPLOYED_URL', `/self-employed/${id}`);

/** @returns our id of a deal whose payer has paid */
export async function paidDeal(
  stage: CanaryStage,
  recipients: number,
  person?: number,
): Promise<string> {
  const dealId = randomUUID();
  await stage.done('deal.create', dealOf(dealId, recipients, person));
  await stage.done('deal.accept', { dealId });
  const { externalDealId } = await stage.deal(dealId);
  await stage.http.bank('POST', `/deals/${externalDealId}/pay`, {});
  const paid = ({ status }: DealView): boolean => status === 'paid_to_bank';
  await until('a paid deal', () => stage.deal(dealId), paid);
  return dealId;
}

/** One that succeeds, one that the bank fails with a name in its words, and two that we refuse. */
export async function payOut(stage: CanaryStage, dealId: string): Promise<void> {
  await stage.done('payout.create', payoutOf(dealId, 0));
  await stage.http.bank('PUT', '/settings', { autoSettle: false });
  const payoutId = randomUUID();
  const reply = await stage.done('payout.create', payoutOf(dealId, 1, payoutId));
  const outcome = { outcome: 'failed', errorCode: CANARY_NAME, errorMessage: CANARY_TEXT };
  await stage.http.bank('POST', `/payouts/${String(reply.result?.paymentId)}/settle`, outcome);
  await stage.http.bank('PUT', '/settings', { autoSettle: true });
  const read = () => stage.http.read<PayoutView>('PAYOUT_URL', `/payouts/${payoutId}`);
  await until('a failed payout', read, ({ status }) => status === 'failed');
  await stage.ask('payout.create', { ...payoutOf(dealId, 2), amount: 1000 });
  await stage.ask('payout.create', payoutOf(dealId, 2, payoutId));
}

/** The life of a deal, with everything twice and everything too late. */
export async function changeDeals(stage: CanaryStage): Promise<void> {
  const dealId = randomUUID();
  const create = dealOf(dealId, 2);
  const messageId = randomUUID();
  await stage.broker.ask('deal.create', create, { messageId });
  await stage.broker.ask('deal.create', create, { messageId });
  await stage.broker.ask('deal.create', dealOf(randomUUID(), 1), { messageId });
  await stage.ask('deal.create', create);
  await stage.ask('deal.create', { ...dealOf(randomUUID(), 1), amount: 999 });
  await stage.done('deal.step.create', stepOf(dealId));
  await stage.done('deal.cancel', cancelOf(dealId));
  await stage.ask('deal.cancel', cancelOf(dealId));
  await stage.ask('deal.accept', { dealId: randomUUID() });
}

/** Receipts fetched and cancelled, until the person is flagged and paid no more. */
export async function becomeRisk(
  stage: CanaryStage,
  dealId: string,
  selfEmployedId: string,
): Promise<void> {
  const inn = canaryInn(1);
  await stage.done('self-employed.receipts.fetch', { inn });
  await stage.ask('self-employed.receipts.fetch', { dealId });
  for (const number of [1, 2, 3]) {
    await stage.http.bank('POST', `/receipts/canary-${number}/cancel`, { inn });
  }
  const read = () => readPerson(stage, selfEmployedId);
  await until('a flagged person', read, ({ flagged }) => flagged);
  await stage.ask('payout.create', payoutOf(dealId, 0));
}
