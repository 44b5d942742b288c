import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type DriftsAnswer } from '../owners/owner.answers';
import { type Owner } from '../owners/owner';

type Drift = DriftsAnswer['drifts'][number];

const FILTERS = {
  deal: 'dealId',
  payout: 'payoutId',
  'self-employed': 'subjectId',
} as const satisfies Record<TimelineSubject['kind'], string>;

/** Where our record and the bank's differed, and what was repaired. */
export class DriftsSource implements TimelineSource {
  readonly name = 'reconciliation';

  constructor(private readonly owner: Owner) {}

  async entries({ kind, id }: TimelineSubject): Promise<TimelineEntry[]> {
    const query = { [FILTERS[kind]]: id, limit: MOST_ENTRIES };
    const answer = await this.owner.get<DriftsAnswer>('/reconciliation/drifts', query);
    return (answer?.drifts ?? []).flatMap((drift) => entriesOf(drift));
  }
}

function entriesOf(drift: Drift): TimelineEntry[] {
  const { driftId, runId, requestId, dealId, payoutId, selfEmployedId, status } = drift;
  const { openedAt, repairedAt, closedAt, amountKopecks } = drift;
  if (openedAt === null) return [];
  const found: TimelineEntry = {
    at: openedAt,
    kind: 'drift',
    title: drift.class,
    status,
    cause: { kind: 'reconciliation', id: runId },
    ids: knownIds({ driftId, runId, requestId, dealId, payoutId, selfEmployedId }),
    details: { amountKopecks, closedAt },
  };
  if (repairedAt === null) return [found];
  return [found, { ...found, at: repairedAt, kind: 'repair', details: { amountKopecks } }];
}
