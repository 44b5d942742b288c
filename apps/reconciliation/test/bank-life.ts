import { newId } from '@lk/kernel';
import { NOMINAL_ACCOUNT, TestBank } from '../../deal/test/test-bank';

const TOKEN = 'Bearer sample-bank-token';
const DEALS = '/api/v1/nominal-accounts/deals';

export interface NewBankPayment {
  readonly beneficiaryId: string;
  /** Rubles. */
  readonly amount: number;
  readonly dealId?: string;
}

/** The real simulator over HTTP, and what its customers and we do there. */
export class BankLife {
  private constructor(readonly bank: TestBank) {}

  static async start(): Promise<BankLife> {
    return new BankLife(await TestBank.start());
  }

  get url(): string {
    return this.bank.environment.TBANK_API_URL ?? '';
  }

  /** A deal as far as asked for; returns the bank's id. */
  async deal(status: 'DRAFT' | 'ACCEPTED' | 'FUNDED' | 'CANCELLED' = 'DRAFT'): Promise<string> {
    const deal = await this.post<{ dealId: string }>(DEALS, { accountNumber: NOMINAL_ACCOUNT });
    const { dealId } = deal;
    await this.post(`${DEALS}/${dealId}/steps`, { description: 'sample step' });
    if (status === 'DRAFT') return dealId;
    if (status === 'CANCELLED') await this.cancel(dealId);
    else await this.post(`${DEALS}/${dealId}/accept`, {});
    if (status === 'FUNDED') await this.fund(dealId);
    return dealId;
  }

  async fund(dealId: string): Promise<void> {
    await this.bank.control('POST', `/deals/${dealId}/pay`, {});
  }

  async complete(dealId: string): Promise<void> {
    await this.bank.control('POST', `/deals/${dealId}/complete`, {});
  }

  async cancel(dealId: string): Promise<void> {
    await this.post(`${DEALS}/${dealId}/cancel`, {});
  }

  /** @returns the payment's id */
  async payment({ amount, ...order }: NewBankPayment): Promise<string> {
    const body = {
      accountNumber: NOMINAL_ACCOUNT,
      type: 'REGULAR',
      purpose: 'sample',
      amount,
      ...order,
    };
    const path = '/api/v1/nominal-accounts/payments';
    return (await this.post<{ paymentId: string }>(path, body)).paymentId;
  }

  async settle(paymentId: string, outcome: 'completed' | 'failed' = 'completed'): Promise<void> {
    await this.bank.control('POST', `/payouts/${paymentId}/settle`, { outcome });
  }

  /** @returns the bank's id of the person */
  async person(inn: string): Promise<string> {
    const bankInfo = { accountNumber: '40817810000000000001', bankBic: '044525974' };
    const body = { inn, firstName: 'Sample', lastName: 'Person', bankInfo };
    const path = '/api/v1/self-employed/recipients';
    return String((await this.post<{ recipientId: number }>(path, body)).recipientId);
  }

  /** Requests for the bank's lists and records go wrong like this, rule by rule. */
  async faults(...rules: readonly object[]): Promise<void> {
    await this.bank.control('PUT', '/faults', { rules });
  }

  private async post<T>(path: string, body: object): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: TOKEN,
        'idempotency-key': newId(),
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
