import { PayoutCreateCommand, PayoutEventData, PayoutFailedData } from '@lk/contracts';
import { type CommandContext, type EventContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { CreatePayout } from '../application/create-payout.use-case';
import { RecordBankFact } from '../application/record-bank-fact.use-case';

@Controller()
export class PayoutsConsumer {
  constructor(
    private readonly createPayout: CreatePayout,
    private readonly recordFact: RecordBankFact,
  ) {}

  @MessagePattern('payout.create')
  create(@Payload() command: PayoutCreateCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.createPayout.execute(context, command);
  }

  @EventPattern('payout.initiated')
  initiated(@Payload() reference: PayoutEventData, @Ctx() context: EventContext): Promise<void> {
    return this.recordFact.execute(context, { kind: 'payout.initiated', reference });
  }

  @EventPattern('payout.completed')
  completed(@Payload() reference: PayoutEventData, @Ctx() context: EventContext): Promise<void> {
    return this.recordFact.execute(context, { kind: 'payout.completed', reference });
  }

  @EventPattern('payout.failed')
  failed(@Payload() reference: PayoutFailedData, @Ctx() context: EventContext): Promise<void> {
    const { errorCode } = reference;
    return this.recordFact.execute(context, { kind: 'payout.failed', reference, errorCode });
  }
}
