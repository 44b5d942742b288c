import { TransactionRunner } from '@lk/persistence';
import { changingCall, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { DealRepository } from '../adapters/deal.repository';

/** Creates the steps of a deal that the bank does not have yet, in their order. */
@Injectable()
export class CreateStepsAtBank {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly deals: DealRepository,
    private readonly bank: TBankClient,
  ) {}

  /**
   * @param createdBy only steps that this command asked for
   * @throws TBankError
   */
  async execute(dealId: string, externalDealId: string, createdBy: string): Promise<void> {
    const record = await this.transactions.run((tx) => this.deals.load(tx, dealId));
    for (const step of record?.steps ?? []) {
      if (step.externalStepId !== null || step.createdBy !== createdBy) continue;
      const change = changingCall('steps.create', `${dealId}/${step.stepId}`, createdBy);
      const { stepId } = await this.bank.deals.createStep(change, externalDealId, step.description);
      await this.transactions.run((tx) => this.deals.setExternalStepId(tx, step, stepId));
    }
  }
}
