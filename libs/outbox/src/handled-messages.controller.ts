import { InternalTokenGuard, strictValidation } from '@lk/platform';
import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length } from 'class-validator';
import { type HandledMessage, HandledMessages } from './handled-messages';

/** The most ids of one request: one batch of a replay. */
export const MAX_HANDLED_IDS = 1000;

/** Ids of events and commands, in any mixture. */
export class HandledMessagesQuery {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_HANDLED_IDS)
  @IsString({ each: true })
  @Length(1, 500, { each: true })
  ids!: string[];
}

/** The answer of `POST /messages/handled`. */
export class HandledMessagesView {
  readonly handled!: readonly HandledMessage[];
}

/** Reading inside the cluster; a POST because a thousand ids do not fit a query. */
@Controller('messages')
@UseGuards(InternalTokenGuard)
export class HandledMessagesController {
  constructor(private readonly messages: HandledMessages) {}

  @Post('handled')
  @HttpCode(200)
  async find(@Body(strictValidation) { ids }: HandledMessagesQuery): Promise<HandledMessagesView> {
    return { handled: await this.messages.find(ids) };
  }
}
