import { AppError, sleep } from '@lk/kernel';
import {
  type BankDeal,
  type BankPayment,
  type PaymentFilter,
  type TBankClient,
  TBankCircuitOpenError,
  TBankValidationError,
  tracedRequests,
} from '@lk/tbank-client';
import {
  type BankDealSide,
  type BankPaymentSide,
  type BankPersonSide,
  type BankReceiptSide,
} from '../domain/bank-sides';

export interface BankRows<T> {
  readonly total: number;
  readonly rows: readonly T[];
}

/** A person of the bank's list. The INN is asked with and forgotten: it is stored nowhere. */
export interface ListedPerson extends BankPersonSide {
  readonly inn: string | undefined;
}

const PRIORITY = 'reconciliation';
/**
 * Others go first, and each wait is half a minute: a quarter of an hour without a place for us is an
 * outage of its own. An open breaker lets a probe through within that time.
 */
const BUSY_TRIES = 30;
const PAUSE_MS = 2000;
/** One record known by id: the bank may answer any of these for one that it does not have. */
const ABSENT: readonly (number | undefined)[] = [400, 404, 422];

/** Reads the bank, always behind everybody else. Every method throws TBankError when it cannot. */
export class BankReader {
  constructor(
    private readonly client: TBankClient,
    private readonly stopping: AbortSignal,
  ) {}

  async dealsPage(offset: number, limit: number): Promise<BankRows<BankDealSide>> {
    const { answer, requestId } = await this.read(() =>
      this.client.deals.list({ offset, limit }, PRIORITY),
    );
    return { total: answer.total, rows: answer.results.map((row) => dealSide(row, requestId)) };
  }

  /** @returns undefined, with the request id, for a deal that the bank does not have */
  deal(dealId: string): Promise<{ side: BankDealSide | undefined; requestId: string | undefined }> {
    return this.readOne(() => this.client.deals.get(dealId, PRIORITY), dealSide);
  }

  async paymentsPage(
    filter: PaymentFilter,
    offset: number,
    limit: number,
  ): Promise<BankRows<BankPaymentSide>> {
    const { answer, requestId } = await this.read(() =>
      this.client.payments.list(filter, { offset, limit }, PRIORITY),
    );
    return { total: answer.total, rows: answer.results.map((row) => paymentSide(row, requestId)) };
  }

  payment(
    paymentId: string,
  ): Promise<{ side: BankPaymentSide | undefined; requestId: string | undefined }> {
    return this.readOne(() => this.client.payments.get(paymentId, PRIORITY), paymentSide);
  }

  /** @throws AppError `BANK_BUSY` at once: the next list may be minutes away */
  async people(offset: number): Promise<ListedPerson[]> {
    const { answer, requestIds } = await tracedRequests(() =>
      this.client.selfEmployed.list(offset, PRIORITY),
    );
    return answer.map(({ recipientId, status, selfEmployedStatus, inn }) => {
      const requestId = requestIds.at(-1);
      return { recipientId, application: status, person: selfEmployedStatus, inn, requestId };
    });
  }

  async receipts(inn: string): Promise<BankReceiptSide[]> {
    const { answer, requestId } = await this.read(() =>
      this.client.selfEmployed.receipts({ inn }, PRIORITY),
    );
    return answer.map(({ receiptId, status, amountKopecks, url }) => {
      return { receiptId, status, amountKopecks, url, requestId };
    });
  }

  private async readOne<R, T>(
    call: () => Promise<R>,
    toSide: (row: R, requestId: string | undefined) => T,
  ): Promise<{ side: T | undefined; requestId: string | undefined }> {
    try {
      const { answer, requestId } = await this.read(call);
      return { side: toSide(answer, requestId), requestId };
    } catch (error) {
      if (!(error instanceof TBankValidationError) || !ABSENT.includes(error.httpStatus))
        throw error;
      const { requestId } = error.safeDetails;
      return { side: undefined, requestId: typeof requestId === 'string' ? requestId : undefined };
    }
  }

  /** Waits for its turn as long as it takes, within reason. */
  private async read<R>(call: () => Promise<R>): Promise<{ answer: R; requestId?: string }> {
    for (let tries = 1; ; tries += 1) {
      try {
        const { answer, requestIds } = await tracedRequests(call);
        const requestId = requestIds.at(-1);
        return requestId === undefined ? { answer } : { answer, requestId };
      } catch (error) {
        if (!isPassing(error) || tries === BUSY_TRIES || this.stopping.aborted) throw error;
        await sleep(error.retryAfterMs ?? PAUSE_MS, this.stopping);
      }
    }
  }
}

/** Nothing was sent: others go first, or the breaker is open. */
const isPassing = (error: unknown): error is AppError =>
  isBusy(error) || error instanceof TBankCircuitOpenError;

export const isBusy = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'BANK_BUSY';

const dealSide = ({ dealId, status }: BankDeal, requestId: string | undefined): BankDealSide => {
  return { dealId, status, requestId };
};

const paymentSide = (row: BankPayment, requestId: string | undefined): BankPaymentSide => {
  const { paymentId, beneficiaryId, dealId, amountKopecks, status } = row;
  return { paymentId, beneficiaryId, dealId, amountKopecks, status, requestId };
};
