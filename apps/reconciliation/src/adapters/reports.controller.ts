import { systemClock } from '@lk/kernel';
import { InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  BadRequestException,
  Controller,
  Get,
  NotFoundException,
  Query,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { BuildReport, type ReportOf, type ReportView } from '../application/build-report.use-case';
import { driftCsv } from './drift-csv';
import { type DriftFilter, DriftSearchRepository } from './drift-search.repository';
import { type OpenPoint, OpenSamples } from './open-samples.repository';
import { OpenOverTimeQuery, ReportQuery } from './reconciliation.queries';
import { type DriftView, viewDrift } from './views';

/** A JSON export is one document: beyond this the CSV, which has no end, is the way. */
const MOST_ROWS = 50_000;

export type ReportAnswer = (ReportView & { readonly drifts?: DriftView[] }) | StreamableFile;

/** "Is the day green?" */
@Controller('reconciliation')
@UseGuards(InternalTokenGuard)
export class ReportsController {
  constructor(
    private readonly reports: BuildReport,
    private readonly search: DriftSearchRepository,
    private readonly samples: OpenSamples,
  ) {}

  @Get('report')
  async report(@Query(strictValidation) query: ReportQuery): Promise<ReportAnswer> {
    const report = await this.reports.execute(subjectOf(query));
    if (!report) throw new NotFoundException('There is no such run');
    if (query.format === undefined) return report;
    const drifts = this.search.all(filterOf(report));
    if (query.format === 'csv') {
      const type = 'text/csv; charset=utf-8';
      return new StreamableFile(driftCsv(drifts), { type, disposition: 'attachment' });
    }
    const views: DriftView[] = [];
    for await (const drift of drifts) {
      if (views.length === MOST_ROWS)
        throw new BadRequestException('Too many drifts: take the CSV');
      views.push(viewDrift(drift));
    }
    return { ...report, drifts: views };
  }

  @Get('open-over-time')
  async openOverTime(
    @Query(strictValidation) { days }: OpenOverTimeQuery,
  ): Promise<{ points: readonly OpenPoint[] }> {
    return { points: await this.samples.series(days) };
  }
}

function subjectOf({ day, run }: ReportQuery): ReportOf {
  if (day !== undefined && run !== undefined) {
    throw new BadRequestException('A report is of a day or of a run');
  }
  if (run !== undefined) return { runId: run };
  return { day: day ?? systemClock.now().toISOString().slice(0, 10) };
}

function filterOf({ period: { runId, from, to } }: ReportView): DriftFilter {
  if (runId !== null) return { run: runId };
  return { from: new Date(from), to: new Date(to) };
}
