import { TransactionRunner } from '@lk/persistence';
import { changingCall, dealSubject, TBankClient } from '@lk/tbank-client';
import { Injectable } from '@nestjs/common';
import { type StepEntity } from '../adapters/deal.entities';
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
      const stepId = await this.create(step, externalDealId);
      await this.transactions.run((tx) => this.deals.setExternalStepId(tx, step, stepId));
    }
  }

  private create(step: StepEntity, externalDealId: string): Promise<string> {
    const { dealId, stepId, description, createdBy: occasion } = step;
    const exclusive = [dealSubject(dealId)];
    const call = changingCall('steps.create', `${dealId}/${stepId}`, { occasion, exclusive });
    return this.bank.changes.perform({
      call,
      send: async () => {
        const created = await this.bank.deals.createStep(call, externalDealId, description);
        return created.stepId;
      },
      lookUp: () => this.lookUp(step, externalDealId),
    });
  }

  /** The one step with this description that is not another step of ours. */
  private async lookUp(
    { dealId, description }: StepEntity,
    externalDealId: string,
  ): Promise<string | undefined> {
    const record = await this.transactions.run((tx) => this.deals.load(tx, dealId));
    const taken = new Set(record?.steps.map(({ externalStepId }) => externalStepId));
    const fitting: string[] = [];
    for await (const shown of this.bank.deals.allSteps(externalDealId, 'look-up')) {
      if (shown.description === description && !taken.has(shown.stepId)) fitting.push(shown.stepId);
    }
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}
