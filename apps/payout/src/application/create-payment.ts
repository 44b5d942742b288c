import { type NewPayment, TBankClient, TBankConfig } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type PayoutEntity } from '../adapters/payout.entities';
import { FindPayment } from './find-payment';
import { paymentCall } from './payment-call';
import { RecheckPayout } from './recheck-payout';

/** The money-moving call, from the stored payout only: every repeat carries the same body. */
@Injectable()
export class CreatePayment {
  constructor(
    private readonly bank: TBankClient,
    private readonly findPayment: FindPayment,
    private readonly recheck: RecheckPayout,
    private readonly config: TBankConfig,
  ) {}

  /** @returns the bank's payment id @throws TBankError; CommandRefusal when it is not to be paid any more */
  execute(payout: PayoutEntity): Promise<string> {
    const call = paymentCall(payout, () => this.recheck.execute(payout.payoutId));
    return this.bank.changes.perform({
      call,
      send: async () => (await this.bank.payments.create(call, this.request(payout))).paymentId,
      lookUp: () => this.findPayment.execute(payout),
    });
  }

  private request(payout: PayoutEntity): NewPayment {
    const { accountNumber, amountKopecks, purpose, bankDetailsId } = payout;
    const linked = this.config.TBANK_PAYMENT_SENDS_DEAL_ID ? payout.externalDealId : null;
    return {
      beneficiaryId: payout.externalRecipientId,
      accountNumber,
      amountKopecks,
      purpose,
      ...(bankDetailsId === null ? {} : { bankDetailsId }),
      ...(linked === null ? {} : { dealId: linked }),
    };
  }
}
