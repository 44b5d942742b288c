import { ACCOUNT, type RunningSimulator } from './simulator-harness';

const NOMINAL = '/nominal-accounts';

/** A deal with one step, accepted; returns its id. */
export async function acceptedDeal(simulator: RunningSimulator): Promise<string> {
  const { body } = await simulator.bank('POST', `${NOMINAL}/deals`, { accountNumber: ACCOUNT });
  const dealId = body.dealId as string;
  await simulator.bank('POST', `${NOMINAL}/deals/${dealId}/steps`, { description: 'Сделка' });
  await simulator.bank('POST', `${NOMINAL}/deals/${dealId}/accept`);
  return dealId;
}

/** The body of a payout. */
export function payoutBody(overrides: Record<string, unknown> = {}) {
  return {
    type: 'REGULAR',
    beneficiaryId: 'beneficiary-1',
    accountNumber: ACCOUNT,
    amount: 1234.56,
    purpose: 'Выплата по сделке',
    ...overrides,
  };
}

export function pay(
  simulator: RunningSimulator,
  overrides: Record<string, unknown> = {},
  headers: Record<string, string> = {},
  signal?: AbortSignal,
) {
  return simulator.bank('POST', `${NOMINAL}/payments`, payoutBody(overrides), headers, signal);
}
