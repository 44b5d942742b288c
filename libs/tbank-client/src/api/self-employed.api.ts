import { type CallPriority, type ChangingCall } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type TBankConfig } from '../tbank.config';
import {
  type BankSelfEmployed,
  readAddedSelfEmployed,
  readListedSelfEmployed,
} from '../wire/answers';

export interface NewSelfEmployed {
  readonly inn: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly middleName?: string;
  readonly phone?: string;
  readonly accountNumber: string;
  readonly bik: string;
}

/** A page without a total: the last one is the first that is short. */
export const SELF_EMPLOYED_PAGE_SIZE = 900;

/** The registry of self-employed recipients. Every method throws TBankError. */
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
    const { operation } = change;
    const request = { operation, group: 'self-employed.recipients', priority: 'command' } as const;
    const path = this.config.TBANK_SELF_EMPLOYED_RECIPIENTS_PATH;
    return this.transport.send(
      { ...request, method: 'POST', change, path, body },
      readAddedSelfEmployed,
    );
  }

  /** POST recipients/list, one page. The bank wants it at most once in ten minutes. */
  list(offset: number, priority: CallPriority): Promise<BankSelfEmployed[]> {
    const request = {
      operation: 'self-employed.list',
      group: 'self-employed.list',
      priority,
      servedOnce: true,
    } as const;
    const path = this.config.TBANK_SELF_EMPLOYED_LIST_PATH;
    const body = { offset, limit: SELF_EMPLOYED_PAGE_SIZE };
    return this.transport.send({ ...request, method: 'POST', path, body }, (answer) =>
      answer.list('recipients', readListedSelfEmployed),
    );
  }
}
