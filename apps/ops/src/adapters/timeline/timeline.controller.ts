import { isUuid } from '@lk/kernel';
import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ShowTimeline } from '../../application/timeline/show-timeline.use-case';
import { type SubjectKind } from '../../application/timeline/timeline-subject';
import { type TimelineView, viewTimeline } from './timeline.views';

/** The bank's ids are opaque; this much of them fits into an address of ours. */
const BANK_ID = /^[\w.:-]{1,200}$/;

/** What happened to one record, and why. */
@Controller('api/timeline')
export class TimelineController {
  constructor(private readonly timelines: ShowTimeline) {}

  /** By our id or the bank's. */
  @Get('deal/:id')
  deal(@Param('id') id: string): Promise<TimelineView> {
    return this.show('deal', id);
  }

  @Get('payout/:id')
  payout(@Param('id') id: string): Promise<TimelineView> {
    return this.show('payout', id);
  }

  @Get('self-employed/:id')
  selfEmployed(@Param('id') id: string): Promise<TimelineView> {
    return this.show('self-employed', id);
  }

  private async show(kind: SubjectKind, id: string): Promise<TimelineView> {
    const known = isUuid(id) || (kind === 'deal' && BANK_ID.test(id));
    const exact = isUuid(id) ? id.toLowerCase() : id;
    const found = known ? await this.timelines.execute(kind, exact) : undefined;
    if (!found) throw new NotFoundException('Nobody knows of such a record');
    return viewTimeline(found);
  }
}
