import { DealsApi } from './api/deals.api';
import { PaymentsApi } from './api/payments.api';
import { SelfEmployedApi } from './api/self-employed.api';
import { type BankTransport } from './bank-transport';
import { type BankChanges } from './outcomes/bank-changes';
import { type TBankConfig } from './tbank.config';

/** The bank, by what it has to offer. */
export class TBankClient {
  readonly deals: DealsApi;
  readonly payments: PaymentsApi;
  readonly selfEmployed: SelfEmployedApi;

  constructor(
    transport: BankTransport,
    config: TBankConfig,
    /** The way to every change: looked up and repeated when its answer is lost. */
    readonly changes: BankChanges,
  ) {
    this.deals = new DealsApi(transport);
    this.payments = new PaymentsApi(transport);
    this.selfEmployed = new SelfEmployedApi(transport, config);
  }
}
