import {
  DealAcceptCommand,
  DealCancelCommand,
  DealCreateCommand,
  DealStepCreateCommand,
} from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { AcceptDeal } from '../application/accept-deal.use-case';
import { CancelDeal } from '../application/cancel-deal.use-case';
import { CreateDeal } from '../application/create-deal.use-case';
import { CreateStep } from '../application/create-step.use-case';

@Controller()
export class DealCommandsConsumer {
  constructor(
    private readonly createDeal: CreateDeal,
    private readonly acceptDeal: AcceptDeal,
    private readonly createStep: CreateStep,
    private readonly cancelDeal: CancelDeal,
  ) {}

  @MessagePattern('deal.create')
  create(@Payload() command: DealCreateCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.createDeal.execute(context, command);
  }

  @MessagePattern('deal.accept')
  accept(@Payload() command: DealAcceptCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.acceptDeal.execute(context, command);
  }

  @MessagePattern('deal.step.create')
  addStep(
    @Payload() command: DealStepCreateCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    return this.createStep.execute(context, command);
  }

  @MessagePattern('deal.cancel')
  cancel(@Payload() command: DealCancelCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.cancelDeal.execute(context, command);
  }
}
