import { type Owner } from '../owners/owner';
import { type ReportAnswer, type RunsAnswer } from '../owners/owner.answers';
import { type ReconciliationStateView } from './overview.views';

/** Looked through for the last run that ended: those before it may still be under way. */
const LAST_RUNS = 20;

/** Whether the day is green. @throws AppError `OWNER_UNAVAILABLE` */
export async function readReconciliation(owner: Owner): Promise<ReconciliationStateView | null> {
  const [report, list] = await Promise.all([
    owner.get<ReportAnswer>('/reconciliation/report'),
    owner.get<RunsAnswer>('/reconciliation/runs', { limit: LAST_RUNS }),
  ]);
  if (!report) return null;
  const { green, open: driftOpen } = report;
  const ended = (list?.runs ?? []).flatMap(({ finishedAt }) => finishedAt ?? []);
  return { lastRunAt: ended.sort().at(-1) ?? null, driftOpen, green };
}
