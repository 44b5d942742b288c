import { ReconciliationRunCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { RequestRun } from '../application/request-run.use-case';

@Controller()
export class ReconciliationCommandsConsumer {
  constructor(private readonly requests: RequestRun) {}

  @MessagePattern('reconciliation.run')
  run(@Payload() command: ReconciliationRunCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.requests.handle(context, command);
  }
}
