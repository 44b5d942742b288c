import { changingCall, TBankClient, TBankConfig } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type PayoutEntity } from '../adapters/payout.entities';

/** The money-moving call, from the stored payout only: every repeat carries the same body. */
@Injectable()
export class CreatePayment {
  constructor(
    private readonly bank: TBankClient,
    private readonly config: TBankConfig,
  ) {}

  /** @returns the bank's payment id @throws TBankError */
  async execute(payout: PayoutEntity): Promise<string> {
    const { payoutId, accountNumber, amountKopecks, purpose } = payout;
    const linked = this.config.TBANK_PAYMENT_SENDS_DEAL_ID ? payout.externalDealId : null;
    const payment = await this.bank.payments.create(changingCall('payments.create', payoutId), {
      beneficiaryId: payout.externalRecipientId,
      accountNumber,
      amountKopecks,
      purpose,
      ...(payout.bankDetailsId === null ? {} : { bankDetailsId: payout.bankDetailsId }),
      ...(linked === null ? {} : { dealId: linked }),
    });
    return payment.paymentId;
  }
}
