import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import {
  type BankDeal,
  type BankPage,
  type BankStep,
  readDeal,
  readPage,
  readStep,
} from '../wire/answers';

const BASE = '/api/v1/nominal-accounts/deals';
const one = (dealId: string): string => `${BASE}/${encodeURIComponent(dealId)}`;

export interface PageQuery {
  readonly offset: number;
  readonly limit: number;
}

/** Deals and their steps. `dealId` and `stepId` here are the bank's. Every method throws TBankError. */
export class DealsApi {
  constructor(private readonly transport: BankTransport) {}

  /** POST /deals: a deal in DRAFT. */
  create(change: ChangingCall, accountNumber: string): Promise<BankDeal> {
    const body = { accountNumber };
    return this.transport.send({ ...post('deals', change), path: BASE, body }, readDeal);
  }

  /** POST /deals/{id}/accept. The answer is empty: a status is read by {@link get}. */
  accept(change: ChangingCall, dealId: string): Promise<void> {
    return this.transport.send(
      { ...post('deals', change), path: `${one(dealId)}/accept` },
      () => undefined,
    );
  }

  /** POST /deals/{id}/cancel. Refused (TBankValidationError) once a payout was attempted. */
  cancel(change: ChangingCall, dealId: string): Promise<void> {
    return this.transport.send(
      { ...post('deals', change), path: `${one(dealId)}/cancel` },
      () => undefined,
    );
  }

  /** POST /deals/{id}/steps; `description` has 3..4096 characters. */
  createStep(change: ChangingCall, dealId: string, description: string): Promise<BankStep> {
    const body = { description };
    return this.transport.send(
      { ...post('steps', change), path: `${one(dealId)}/steps`, body },
      readStep,
    );
  }

  get(dealId: string, priority: CallPriority): Promise<BankDeal> {
    const request = { operation: 'deals.get', group: 'deals', priority, method: 'GET' } as const;
    return this.transport.send({ ...request, path: one(dealId) }, readDeal);
  }

  list(page: PageQuery, priority: CallPriority): Promise<BankPage<BankDeal>> {
    const request = { operation: 'deals.list', group: 'deals', priority, method: 'GET' } as const;
    return this.transport.send({ ...request, path: BASE, query: { ...page } }, (answer) =>
      readPage(answer, readDeal),
    );
  }

  listSteps(dealId: string, page: PageQuery, priority: CallPriority): Promise<BankPage<BankStep>> {
    const request = { operation: 'steps.list', group: 'steps', priority, method: 'GET' } as const;
    const path = `${one(dealId)}/steps`;
    return this.transport.send({ ...request, path, query: { ...page } }, (answer) =>
      readPage(answer, readStep),
    );
  }
}

function post(group: 'deals' | 'steps', change: ChangingCall) {
  const { operation } = change;
  return { operation, group, priority: 'command', method: 'POST', change } as const;
}
