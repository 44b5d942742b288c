import { beAtTheDoor, lookAround, sendNonsense } from './bad-ways';
import { until } from '../../demo/http';
import { type CanaryStage } from './canary-stage';
import { becomeRisk, changeDeals, paidDeal, payOut, registerPeople } from './good-ways';
import { sufferTheBank } from './under-weather';

/** Records full of canaries on every way through the system, the good ones and the bad ones. */
export async function playCanaryStory(stage: CanaryStage): Promise<void> {
  const selfEmployedId = await registerPeople(stage);
  const dealId = await paidDeal(stage, 4, 1);
  await payOut(stage, dealId);
  await changeDeals(stage);
  await becomeRisk(stage, dealId, selfEmployedId);
  await beAtTheDoor(stage, dealId);
  await sendNonsense(stage);
  await lookAround(stage);
  await sufferTheBank(stage);
  await stage.settle();
  await reconcile(stage);
}

/** Both sides are read, and what differs is stored. */
async function reconcile({ system }: CanaryStage): Promise<void> {
  const url = `${system.env.RECONCILIATION_URL ?? ''}/reconciliation/runs`;
  const headers = {
    authorization: `Bearer ${system.env.INTERNAL_API_TOKEN ?? ''}`,
    'x-actor': 'canary-test',
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ scope: 'deals' });
  const started = await fetch(url, { method: 'POST', headers, body });
  const { runId } = (await started.json()) as { runId: string };
  const read = async () =>
    (await (await fetch(`${url}/${runId}`, { headers })).json()) as { finishedAt: string | null };
  await until('the end of the run', read, ({ finishedAt }) => typeof finishedAt === 'string');
}
