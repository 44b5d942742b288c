import { randomUUID } from 'node:crypto';
import { type Reply } from '../../demo/cabinet';
import { until } from '../../demo/http';
import { type Weather, WEATHER_COMMANDS, weatherOf } from './bank-weather';
import { canaryInn } from './canaries';
import { type CanaryStage } from './canary-stage';
import { cancelOf, dealOf, payoutOf, registrationOf, stepOf } from './commands';
import { paidDeal } from './good-ways';
import { metricsOf } from './process-output';

type Commands = readonly (readonly [name: string, body: object])[];

const NUMBERS = Array.from({ length: WEATHER_COMMANDS }, (_, index) => index);

/** Every kind of call to the bank under every fault that the bank has. */
export async function sufferTheBank(stage: CanaryStage): Promise<void> {
  await createUnderWeather(stage);
  await changeUnderWeather(stage);
  await missTheList(stage);
}

/** What is new at the bank; payout is killed in the middle of it. */
async function createUnderWeather(stage: CanaryStage): Promise<void> {
  const dealId = await paidDeal(stage, WEATHER_COMMANDS);
  const weather = [
    weatherOf('/payments', ['paymentId', 'status']),
    weatherOf('/deals', ['dealId', 'status']),
    weatherOf('/api/v1/self-employed/recipients', ['recipientId', 'status']),
    weatherOf('/api/v1/self-employed/receipts', ['receipts']),
  ];
  await underWeather(stage, weather.flat(), async () => {
    const replies = stage.askAll(
      NUMBERS.flatMap((number): Commands => [
        ['payout.create', payoutOf(dealId, number)],
        ['deal.create', dealOf(randomUUID(), 1)],
        ['self-employed.register', registrationOf(number + 10)],
        ['self-employed.receipts.fetch', { inn: canaryInn(1) }],
      ]),
    );
    stage.sights.push(...(await metricsOf(stage.system)));
    await stage.system.kill('payout', 'SIGKILL');
    await stage.system.restart('payout');
    return replies;
  });
}

/** Deals of its own for each kind: an undecided change of a deal lets no other one pass. */
async function changeUnderWeather(stage: CanaryStage): Promise<void> {
  const changes: readonly (readonly [string, (dealId: string) => object])[] = [
    ['deal.step.create', stepOf],
    ['deal.accept', (dealId) => ({ dealId })],
    ['deal.cancel', cancelOf],
  ];
  const planned = changes.flatMap(([name, bodyOf]) =>
    NUMBERS.map(() => ({ dealId: randomUUID(), name, bodyOf })),
  );
  await stage.askAll(planned.map(({ dealId }) => ['deal.create', dealOf(dealId, 1)] as const));
  const weather = [
    weatherOf('*/steps', ['stepId', 'description']),
    weatherOf('*/accept', []),
    weatherOf('*/cancel', []),
  ];
  await underWeather(stage, weather.flat(), () =>
    stage.askAll(planned.map(({ name, bodyOf, dealId }) => [name, bodyOf(dealId)] as const)),
  );
}

/**
 * The list of people is asked for again and again, but never repeated inside a call: what it tells of a
 * bank that is away is that, whatever the breaker did before.
 */
async function missTheList({ http, system }: CanaryStage): Promise<void> {
  const rules = [{ method: 'GET', path: '/api/v1/self-employed/recipients', status: 503 }];
  await http.bank('PUT', '/faults', { rules });
  await until(
    'a call that found the bank away',
    () => metricsOf(system),
    (sights) => sights.some(({ text }) => text.includes('code="BANK_UNAVAILABLE"')),
  );
  await http.bank('PUT', '/faults', { rules: [] });
}

async function underWeather(
  { http, idleFaults }: CanaryStage,
  rules: Weather,
  meanwhile: () => Promise<Reply[]>,
): Promise<void> {
  await http.bank('PUT', '/faults', { rules });
  await meanwhile();
  const struck = await http.bank<{ rules: { method: string; fired: number }[] }>('GET', '/faults');
  idleFaults.push(...struck.rules.filter(({ method, fired }) => method === 'POST' && fired === 0));
  await http.bank('PUT', '/faults', { rules: [] });
}
