import { Controller, Get } from '@nestjs/common';
import { Cached } from '../../application/overview/cached';
import { type ShowOverview } from '../../application/overview/show-overview.use-case';
import { type OverviewView } from './overview.views';

/** Ten open pages that ask every few seconds cost one. */
const KEPT_MS = 2000;

/** The one answer that all pages share. */
export class SharedOverview extends Cached<OverviewView> {
  constructor(overview: ShowOverview) {
    super(() => overview.execute(), KEPT_MS);
  }
}

@Controller('api/overview')
export class OverviewController {
  constructor(private readonly overview: SharedOverview) {}

  @Get()
  show(): Promise<OverviewView> {
    return this.overview.get();
  }
}
