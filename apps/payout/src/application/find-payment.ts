import { TransactionRunner } from '@lk/persistence';
import { type BankPayment, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type PayoutEntity } from '../adapters/payout.entities';
import { PayoutRepository } from '../adapters/payout.repository';
import { matchPayment } from '../domain/match-payment';

/**
 * Looks at the bank for the payment of a payout whose answer was lost. The bank keeps no reference of
 * ours, so the payment is recognised by what we asked for, among those that no other payout has.
 */
@Injectable()
export class FindPayment {
  constructor(
    private readonly bank: TBankClient,
    private readonly transactions: TransactionRunner,
    private readonly payouts: PayoutRepository,
  ) {}

  /** @returns the bank's payment id @throws TBankError when the bank cannot be asked */
  async execute(payout: PayoutEntity): Promise<string | undefined> {
    const { externalRecipientId: beneficiaryId, accountNumber } = payout;
    const made: BankPayment[] = [];
    const filter = { beneficiaryId, accountNumber };
    for await (const payment of this.bank.payments.all(filter, 'look-up')) made.push(payment);
    const others = await this.transactions.run((tx) => this.payouts.othersTo(tx, payout));
    return matchPayment(payout, made, others);
  }
}
