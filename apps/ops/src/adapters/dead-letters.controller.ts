import { isUuid } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import {
  BadRequestException,
  Controller,
  Get,
  NotFoundException,
  Param,
  Query,
} from '@nestjs/common';
import { DeadLettersQuery, filterOf, readCursor, writeCursor } from './dead-letters.query';
import { DealIds } from './owners/deal-ids';
import { LetterSearchRepository } from './letter-search.repository';
import { type LetterDetails, type LetterListView } from './letter.views';

/** Letters without their bodies. */
@Controller('api/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly search: LetterSearchRepository,
    private readonly dealIds: DealIds,
  ) {}

  /** Newest failure first. */
  @Get()
  async list(@Query(strictValidation) query: DeadLettersQuery): Promise<LetterListView> {
    const after = query.after === undefined ? undefined : readCursor(query.after);
    if (query.after !== undefined && !after) {
      throw new BadRequestException('The value of after is not one of next');
    }
    const filter = await this.dealIds.complete(filterOf(query));
    const { letters, next } = await this.search.list(filter, query.limit, after);
    return { deadLetters: letters, next: next ? writeCursor(next) : null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<LetterDetails> {
    const found = isUuid(id) ? await this.search.find(id) : undefined;
    if (!found) throw new NotFoundException('There is no such dead letter');
    return found;
  }
}
