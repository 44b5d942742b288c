import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type BankDeal, type BankPage, type BankStep, readDeal, readStep } from '../wire/answers';
import { OPERATIONS } from './operations';
import { PagedList, type PageQuery } from './paged-list';

const BASE = '/api/v1/nominal-accounts/deals';
const one = (dealId: string): string => `${BASE}/${encodeURIComponent(dealId)}`;
const steps = (dealId: string): string => `${one(dealId)}/steps`;

/** Deals and their steps. `dealId` and `stepId` here are the bank's. Every method throws TBankError. */
export class DealsApi {
  private readonly deals: PagedList<BankDeal>;
  private readonly steps: PagedList<BankStep>;

  constructor(private readonly transport: BankTransport) {
    this.deals = new PagedList(transport, { read: readDeal, idOf: ({ dealId }) => dealId });
    this.steps = new PagedList(transport, { read: readStep, idOf: ({ stepId }) => stepId });
  }

  /** POST /deals: a deal in DRAFT. `accountNumber` has 20 or 22 digits. */
  create(change: ChangingCall, accountNumber: string): Promise<BankDeal> {
    const request = { ...OPERATIONS.createDeal, path: BASE, body: { accountNumber } };
    return this.transport.send({ ...request, priority: 'command', change }, readDeal);
  }

  /** POST /deals/{id}/accept. The answer is empty: a status is read by {@link get}. */
  accept(change: ChangingCall, dealId: string): Promise<void> {
    const request = { ...OPERATIONS.acceptDeal, path: `${one(dealId)}/accept` };
    return this.transport.send({ ...request, priority: 'command', change }, () => undefined);
  }

  /** POST /deals/{id}/cancel. Refused (TBankValidationError) once a payout was attempted. */
  cancel(change: ChangingCall, dealId: string): Promise<void> {
    const request = { ...OPERATIONS.cancelDeal, path: `${one(dealId)}/cancel` };
    return this.transport.send({ ...request, priority: 'command', change }, () => undefined);
  }

  /** GET /deals/{id}. The bank answers 422 for an id that it does not know. */
  get(dealId: string, priority: CallPriority): Promise<BankDeal> {
    return this.transport.send({ ...OPERATIONS.getDeal, path: one(dealId), priority }, readDeal);
  }

  /** GET /deals, one page; the bank has no filter. */
  list(page: PageQuery, priority: CallPriority): Promise<BankPage<BankDeal>> {
    return this.deals.page({ ...OPERATIONS.listDeals, path: BASE, priority }, page);
  }

  /** Every deal; see {@link PagedList.all}. */
  all(priority: CallPriority): AsyncGenerator<BankDeal, void, undefined> {
    return this.deals.all({ ...OPERATIONS.listDeals, path: BASE, priority });
  }

  /** POST /deals/{id}/steps; `description` has 3..4096 characters. */
  createStep(change: ChangingCall, dealId: string, description: string): Promise<BankStep> {
    const request = { ...OPERATIONS.createStep, path: steps(dealId), body: { description } };
    return this.transport.send({ ...request, priority: 'command', change }, readStep);
  }

  /** GET /deals/{id}/steps/{stepId}. */
  getStep(dealId: string, stepId: string, priority: CallPriority): Promise<BankStep> {
    const path = `${steps(dealId)}/${encodeURIComponent(stepId)}`;
    return this.transport.send({ ...OPERATIONS.getStep, path, priority }, readStep);
  }

  /** GET /deals/{id}/steps, one page. */
  listSteps(dealId: string, page: PageQuery, priority: CallPriority): Promise<BankPage<BankStep>> {
    return this.steps.page({ ...OPERATIONS.listSteps, path: steps(dealId), priority }, page);
  }

  /** Every step of a deal; see {@link PagedList.all}. */
  allSteps(dealId: string, priority: CallPriority): AsyncGenerator<BankStep, void, undefined> {
    return this.steps.all({ ...OPERATIONS.listSteps, path: steps(dealId), priority });
  }
}
