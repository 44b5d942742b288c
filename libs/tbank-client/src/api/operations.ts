import { type BankRequest } from '../bank-call';

type Operation = Pick<BankRequest, 'operation' | 'group' | 'method'>;

/**
 * Every method of the bank that we call, by our name of it: what the bank counts it under, and how it
 * is asked. MAPPINGS.md has a row for each; a test holds the two together.
 */
export const OPERATIONS = {
  createDeal: { operation: 'deals.create', group: 'deals', method: 'POST' },
  acceptDeal: { operation: 'deals.accept', group: 'deals', method: 'POST' },
  cancelDeal: { operation: 'deals.cancel', group: 'deals', method: 'POST' },
  getDeal: { operation: 'deals.get', group: 'deals', method: 'GET' },
  listDeals: { operation: 'deals.list', group: 'deals', method: 'GET' },
  createStep: { operation: 'steps.create', group: 'steps', method: 'POST' },
  getStep: { operation: 'steps.get', group: 'steps', method: 'GET' },
  listSteps: { operation: 'steps.list', group: 'steps', method: 'GET' },
  createPayment: { operation: 'payments.create', group: 'payments', method: 'POST' },
  getPayment: { operation: 'payments.get', group: 'payments', method: 'GET' },
  listPayments: { operation: 'payments.list', group: 'payments', method: 'GET' },
  addSelfEmployed: {
    operation: 'self-employed.add',
    group: 'self-employed.recipients',
    method: 'POST',
  },
  listSelfEmployed: {
    operation: 'self-employed.list',
    group: 'self-employed.list',
    method: 'POST',
  },
  listReceipts: {
    operation: 'self-employed.receipts',
    group: 'self-employed.receipts',
    method: 'POST',
  },
} as const satisfies Record<string, Operation>;
