import { SelfEmployedRegisterCommand, SelfEmployedSyncCommand } from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { RegisterSelfEmployed } from '../application/register-self-employed.use-case';
import { SyncSelfEmployed } from '../application/sync-self-employed.use-case';

@Controller()
export class SelfEmployedCommandsConsumer {
  constructor(
    private readonly registerPerson: RegisterSelfEmployed,
    private readonly syncPeople: SyncSelfEmployed,
  ) {}

  @MessagePattern('self-employed.register')
  register(
    @Payload() command: SelfEmployedRegisterCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    return this.registerPerson.execute(context, command);
  }

  @MessagePattern('self-employed.sync')
  sync(
    @Payload() _command: SelfEmployedSyncCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    return this.syncPeople.execute(context);
  }
}
