import { strictValidation } from '@lk/platform';
import { Readable } from 'node:stream';
import { AppError, isUuid } from '@lk/kernel';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
  UnprocessableEntityException,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  Equals,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type FastifyReply } from 'fastify';
import { Actor } from '../../access/actor.decorator';
import { Needs } from '../../access/needs.decorator';
import { type Principal } from '../../access/principal';
import { Audited } from '../../application/replays/audited';
import { bodyText, ExportLetters, propertiesOf } from '../../application/replays/export-letters';
import { RevealBody } from '../../application/reveal-body.use-case';
import { type LetterBody } from '../body.repository';
import { filterOf, LetterFilterQuery } from '../dead-letters.query';
import { DealIds } from '../owners/deal-ids';
import { recordOf } from '../letter-filter';
import { ReasonBody } from './job.requests';
import { LetterStatsRepository, type LetterStatsView } from '../letter-stats.repository';

const MAX_EXPORT = 1_000_000;

export class ExportQuery extends LetterFilterQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_EXPORT)
  limit = 100_000;
}

export class RevealedExportBody {
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => LetterFilterQuery)
  filter?: LetterFilterQuery;

  @IsInt()
  @Min(1)
  @Max(MAX_EXPORT)
  limit = 10_000;

  /** Said on purpose: the lines hold personal data. */
  @Equals(true)
  reveal!: true;

  @IsString()
  @Length(3, 500)
  reason!: string;
}

/** The original message. Personal data. */
export class RevealedLetterView {
  readonly body!: string;
  readonly encoding!: 'utf8' | 'base64';
  readonly headers!: object;
  readonly properties!: object;
}

const NDJSON = 'application/x-ndjson; charset=utf-8';

/** Dead letters in figures, as a file, and with their bodies. */
@Controller('api/dead-letters')
export class LetterActionsController {
  constructor(
    private readonly figures: LetterStatsRepository,
    private readonly exporting: ExportLetters,
    private readonly revealing: RevealBody,
    private readonly audited: Audited,
    private readonly dealIds: DealIds,
  ) {}

  @Get('stats')
  stats(): Promise<LetterStatsView> {
    return this.figures.read();
  }

  /**
   * JSON lines as in the list, newest failure first; no payload. The header `X-Cut-At-Limit` says
   * whether there are more.
   */
  @Get('export')
  @Header('cache-control', 'no-store')
  async export(
    @Query(strictValidation) query: ExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { limit } = query;
    const filter = await this.dealIds.complete(filterOf(query));
    const { cut } = await this.exporting.extent(filter, limit);
    return this.stream(reply, cut, this.exporting.lines(filter, limit, false));
  }

  /**
   * JSON lines with bodies and headers: personal data. The header `X-Cut-At-Limit` says whether there
   * are more.
   */
  @Post('export')
  @HttpCode(200)
  @Needs('operator')
  @Header('cache-control', 'no-store')
  async exportRevealed(
    @Actor() actor: Principal,
    @Body(strictValidation) body: RevealedExportBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { limit, reason } = body;
    const asked = filterOf(body.filter ?? new LetterFilterQuery());
    const filter = await this.dealIds.complete(asked);
    const { lines: count, cut } = await this.exporting.extent(filter, limit);
    const details = { ...recordOf(filter), limit, count, cut };
    // Nothing leaves before the record of it is stored.
    const entry = { actor, action: 'letters.export', reason, details };
    await this.audited.run(entry, () => Promise.resolve());
    return this.stream(reply, cut, this.exporting.lines(filter, limit, true));
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @Needs('operator')
  @Header('cache-control', 'no-store')
  async reveal(
    @Actor() actor: Principal,
    @Param('id') id: string,
    @Body(strictValidation) { reason }: ReasonBody,
  ): Promise<RevealedLetterView> {
    const found = isUuid(id) ? await this.open(id) : undefined;
    if (!found) throw new NotFoundException('There is no such dead letter');
    // Nothing leaves before the record of it is stored.
    const entry = { actor, action: 'letter.reveal', subject: `letter:${id.toLowerCase()}`, reason };
    await this.audited.run(entry, () => Promise.resolve());
    return { ...bodyText(found), ...propertiesOf(found) };
  }

  private async open(id: string): Promise<LetterBody | undefined> {
    try {
      return await this.revealing.execute(id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'ENTITY_NOT_FOUND') return undefined;
      if (error.disposition !== 'permanent') throw error;
      throw new UnprocessableEntityException(error.message);
    }
  }

  private stream(reply: FastifyReply, cut: boolean, lines: AsyncGenerator<string>): StreamableFile {
    void reply.header('x-cut-at-limit', String(cut));
    return new StreamableFile(Readable.from(lines), { type: NDJSON });
  }
}
