import { type DealStepCreateCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { CommandHandling, CommandRefusal } from '@lk/outbox';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { StepEntity } from '../adapters/deal.entities';
import { DealRepository } from '../adapters/deal.repository';
import { CreateStepsAtBank } from './create-steps-at-bank';
import { dealLock } from './deal-lock';
import { requireDealAtBank } from './existing-deal';

/** `deal.step.create`: one more stage of an existing deal. */
@Injectable()
export class CreateStep {
  constructor(
    private readonly commands: CommandHandling,
    private readonly transactions: TransactionRunner,
    private readonly deals: DealRepository,
    private readonly stepsAtBank: CreateStepsAtBank,
  ) {}

  execute(context: CommandContext, command: DealStepCreateCommand): Promise<void> {
    const { dealId, stepId } = command;
    const createdBy = context.message.id;
    return this.commands.run(context, {
      lock: dealLock(dealId),
      prepare: (tx) => this.prepare(tx, context, command),
      call: async () => {
        const deal = await this.transactions.run((tx) => this.deals.find(tx, dealId));
        const { externalDealId } = requireDealAtBank(context, deal);
        await this.stepsAtBank.execute(dealId, externalDealId, createdBy);
      },
      settle: async (tx) => {
        const step = await tx.findOneByOrFail(StepEntity, { dealId, stepId });
        return { dealId, stepId, externalStepId: step.externalStepId };
      },
      refused: async (tx) => {
        await tx.delete(StepEntity, { dealId, stepId, createdBy });
      },
    });
  }

  private async prepare(
    tx: Transaction,
    context: CommandContext,
    { dealId, stepId, description }: DealStepCreateCommand,
  ): Promise<void> {
    requireDealAtBank(context, await this.deals.lock(tx, dealId));
    const createdBy = context.message.id;
    const steps = await tx.findBy(StepEntity, { dealId });
    const known = steps.find((step) => step.stepId === stepId);
    if (known?.createdBy === createdBy) return;
    if (known)
      throw new CommandRefusal('STEP_EXISTS', 'The deal has a step with this stepId already');
    const position = steps.length;
    await tx.insert(StepEntity, {
      dealId,
      stepId,
      position,
      description,
      externalStepId: null,
      createdBy,
    });
  }
}
