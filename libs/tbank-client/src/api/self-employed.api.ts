import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type TBankConfig } from '../tbank.config';
import {
  type BankReceipt,
  type BankSelfEmployed,
  readAddedSelfEmployed,
  readListedSelfEmployed,
  readReceipt,
} from '../wire/answers';
import { WireFieldError } from '../wire/read-fields';
import { OPERATIONS } from './operations';

export interface NewSelfEmployed {
  readonly inn: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly middleName?: string;
  readonly phone?: string;
  readonly accountNumber: string;
  readonly bik: string;
}

/** Whom to list; nothing means everybody. */
export interface SelfEmployedFilter {
  readonly inn?: readonly string[];
}

/** One person, or one deal by the bank's id of it. */
export type ReceiptSubject = { readonly inn: string } | { readonly dealId: string };

/** Whose receipts, and of which period: ISO 8601, both ends in it. */
export type ReceiptQuery = ReceiptSubject & { readonly from?: string; readonly to?: string };

/** A page without a total: the last one is the first that is short. The bank's own greatest. */
export const SELF_EMPLOYED_PAGE_SIZE = 900;

/** The registry of self-employed recipients and their receipts. Every method throws TBankError. */
export class SelfEmployedApi {
  constructor(
    private readonly transport: BankTransport,
    private readonly config: TBankConfig,
  ) {}

  /** POST recipients: the person is in DRAFT until the bank says otherwise. */
  add(change: ChangingCall, person: NewSelfEmployed): Promise<BankSelfEmployed> {
    const { accountNumber, bik, phone, ...names } = person;
    const body = {
      correlationId: change.key,
      ...names,
      ...(phone === undefined ? {} : { mobileNumber: phone }),
      bankInfo: { accountNumber, bankBic: bik },
    };
    const path = this.config.TBANK_SELF_EMPLOYED_RECIPIENTS_PATH;
    const request = { ...OPERATIONS.addSelfEmployed, path, body };
    return this.transport.send({ ...request, priority: 'command', change }, readAddedSelfEmployed);
  }

  /**
   * POST recipients/list, one page. The bank wants a list at most once in ten minutes; its pages after
   * the first are the same list, and count among the calls of one a second.
   */
  list(
    offset: number,
    priority: CallPriority,
    filter: SelfEmployedFilter = {},
  ): Promise<BankSelfEmployed[]> {
    return this.page(offset, priority, filter, new Set());
  }

  /**
   * POST recipients/list until a short page: everybody of the filter, each once. What is added or
   * removed meanwhile may be missing or hide a neighbour.
   * @throws AppError `BANK_BUSY` when the list was asked for less than ten minutes ago
   * @throws TBankContractError of `recipients` when a full page brings nobody new
   */
  async *all(
    priority: CallPriority,
    filter: SelfEmployedFilter = {},
  ): AsyncGenerator<BankSelfEmployed, void, undefined> {
    const seen = new Set<string>();
    for (let offset = 0; ; offset += SELF_EMPLOYED_PAGE_SIZE) {
      const page = await this.page(offset, priority, filter, seen);
      for (const person of page) {
        if (!seen.has(person.recipientId)) yield person;
        seen.add(person.recipientId);
      }
      if (page.length < SELF_EMPLOYED_PAGE_SIZE) return;
    }
  }

  /** POST receipts: all of them at once, the bank has no pages here. */
  receipts(query: ReceiptQuery, priority: CallPriority): Promise<BankReceipt[]> {
    const path = this.config.TBANK_SELF_EMPLOYED_RECEIPTS_PATH;
    const request = { ...OPERATIONS.listReceipts, path, priority, body: { ...query } };
    return this.transport.send(request, (answer) => answer.list('receipts', readReceipt));
  }

  private page(
    offset: number,
    priority: CallPriority,
    filter: SelfEmployedFilter,
    seen: ReadonlySet<string>,
  ): Promise<BankSelfEmployed[]> {
    const isFirst = offset === 0;
    const request = {
      ...OPERATIONS.listSelfEmployed,
      ...(isFirst ? { servedOnce: true } : { group: 'self-employed.recipients' as const }),
      path: this.config.TBANK_SELF_EMPLOYED_LIST_PATH,
      body: { offset, limit: SELF_EMPLOYED_PAGE_SIZE, ...filter },
    };
    return this.transport.send({ ...request, priority }, (answer) => {
      const people = answer.list('recipients', readListedSelfEmployed);
      const isFull = people.length >= SELF_EMPLOYED_PAGE_SIZE;
      if (isFull && people.every(({ recipientId }) => seen.has(recipientId))) {
        throw new WireFieldError('recipients');
      }
      return people;
    });
  }
}
