import {
  SelfEmployedReceiptsFetchCommand,
  SelfEmployedRegisterCommand,
  SelfEmployedSyncCommand,
} from '@lk/contracts';
import { type CommandContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { FetchReceipts } from '../application/fetch-receipts.use-case';
import { RegisterSelfEmployed } from '../application/register-self-employed.use-case';
import { SyncSelfEmployed } from '../application/sync-self-employed.use-case';

@Controller()
export class SelfEmployedCommandsConsumer {
  constructor(
    private readonly registerPerson: RegisterSelfEmployed,
    private readonly syncPeople: SyncSelfEmployed,
    private readonly fetchReceipts: FetchReceipts,
  ) {}

  @MessagePattern('self-employed.register')
  register(
    @Payload() command: SelfEmployedRegisterCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    return this.registerPerson.execute(context, command);
  }

  @MessagePattern('self-employed.sync')
  sync(@Payload() command: SelfEmployedSyncCommand, @Ctx() context: CommandContext): Promise<void> {
    return this.syncPeople.execute(context, command);
  }

  @MessagePattern('self-employed.receipts.fetch')
  receipts(
    @Payload() command: SelfEmployedReceiptsFetchCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    return this.fetchReceipts.execute(context, command);
  }
}
