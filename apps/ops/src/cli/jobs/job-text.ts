import {
  type JobItemView,
  type JobView,
  type KeyCount,
  nameOf,
  type PlanView,
} from '../api/job.views';
import { count, money, plural } from '../output/formats';
import { paragraphs, type Printer } from '../output/printer';
import { oneLine } from '../output/safe-text';
import { type Cell, type Column } from '../output/table';

const DONE: Readonly<Record<JobView['kind'], string>> = {
  replay: 'succeeded',
  discard: 'discarded',
  restore: 'restored',
};

/** What a plan says of a message; in the order of how good the news is. */
const VERDICTS: readonly (readonly [string, string])[] = [
  ['replay', 'would be sent'],
  ['alreadyDone', 'already took effect, nothing is sent'],
  ['outcomeUnknown', 'outcome at the bank unknown, refused'],
  ['notOpen', 'not in the right status, left alone'],
  ['unreadable', 'body cannot be read, refused'],
  ['ownerSilent', 'owner does not answer, the job waits for it'],
  ['notReplayable', 'cannot be replayed at all, refused'],
];

/** The plan: what it would touch, before anything is done. */
export function planText(job: JobView, out: Printer): string {
  const { plan } = job;
  if (!plan) return `Job ${job.id} is being planned.`;
  return paragraphs(
    `${out.heading(`Plan of a ${job.kind}`)}: ${plural(plan.count, 'dead letter')}`,
    out.facts([
      ['Job', job.id],
      ['Hash', job.hash],
      ['Oldest', out.formats.time(plan.oldest)],
      ['Newest', out.formats.time(plan.newest)],
      ['Amount', money(plan.amountKopecks)],
      ['Would call bank', job.kind === 'replay' ? count(plan.wouldCallBank) : null],
      ...verdictFacts(plan, job.kind),
    ]),
    ...breakdowns(plan, out),
  );
}

function verdictFacts({ verdicts }: PlanView, kind: JobView['kind']): [string, Cell][] {
  if (kind !== 'replay') return [];
  return VERDICTS.flatMap(([verdict, meaning], index) => {
    const value = verdicts[verdict] ?? 0;
    if (value === 0 && index > 1) return [];
    return [[index === 0 ? 'Of these' : '', `${count(value)} ${meaning}`] as [string, Cell]];
  });
}

const breakdowns = ({ byType, byError, byQueue }: PlanView, out: Printer): string[] =>
  (
    [
      ['By type', byType],
      ['By error', byError],
      ['By queue', byQueue],
    ] as const
  ).map(([title, rows]) => countTable(title, rows, out));

const SHOWN_KEYS = 10;

function countTable(title: string, rows: readonly KeyCount[], out: Printer): string {
  const shown = rows.slice(0, SHOWN_KEYS).map(({ key, count: n }) => [count(n), key ?? '(none)']);
  const rest = rows.slice(SHOWN_KEYS).reduce((sum, row) => sum + row.count, 0);
  if (rest > 0) shown.push([count(rest), `${rows.length - SHOWN_KEYS} others`]);
  return shown.length === 0
    ? ''
    : out.table(
        [
          { title: 'Count', right: true },
          { title, flexible: true },
        ],
        shown,
      );
}

/** One line while it runs. */
export function progressText(job: JobView): string {
  const { kind, state, phase, progress, currentRate, waitingFor } = job;
  const { done, total, failedAgain, succeeded, alreadyDone } = progress;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const pieces = [
    `${kind} ${state}${phase === null || state !== 'running' ? '' : ` (${phase})`}`,
    `${count(done)}/${count(total)} ${percent}%`,
    `${count(succeeded)} ${DONE[kind]}`,
    alreadyDone > 0 && `${count(alreadyDone)} already done`,
    failedAgain > 0 && `${count(failedAgain)} failed again`,
    currentRate !== null && `${Math.round(currentRate)}/s`,
    waitingFor && `waits for ${waitingFor}`,
  ];
  return pieces.filter(Boolean).join(' · ');
}

/** A job as it stands, with the results of its messages. */
export function jobText(job: JobView, out: Printer): string {
  const { formats } = out;
  const { progress: p, options } = job;
  return paragraphs(
    out.facts([
      ['Job', job.id],
      ['Kind', job.kind],
      ['State', job.phase === null ? job.state : `${job.state} (${job.phase})`],
      ['Stopped because', job.stoppedReason],
      ['Waits for', job.waitingFor],
      ['Reason', job.reason],
      ['Ticket', job.ticket],
      ['Planned', by(job.plannedBy, formats.time(job.plannedAt))],
      ['Approved', nameOf(job.approvedBy)],
      ['Started', job.startedAt ? by(job.startedBy, formats.time(job.startedAt)) : null],
      ['Finished', job.finishedAt ? formats.time(job.finishedAt) : null],
      ['Options', options ? optionsText(options) : null],
      ['Hash', job.hash],
      ['Results', `${count(p.done)} of ${count(p.total)}`],
      [`  ${DONE[job.kind]}`, count(p.succeeded)],
      ...resultFacts(job),
    ]),
  );
}

const resultFacts = ({ progress: p }: JobView): [string, Cell][] =>
  (
    [
      ['  already done', p.alreadyDone],
      ['  failed again', p.failedAgain],
      ['  refused', p.refused],
      ['  skipped', p.skipped],
      ['  undecided', p.undecided],
      ['  under way', p.sending + p.sent],
      ['  waiting', p.pending],
    ] as const
  ).flatMap(([name, value]) => (value > 0 ? [[name, count(value)] as [string, Cell]] : []));

const by = (who: JobView['plannedBy'], at: string): string => {
  const name = nameOf(who);
  return name === null ? at : `${at} by ${oneLine(name)}`;
};

const optionsText = (options: Readonly<Record<string, unknown>>): string =>
  Object.entries(options)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');

export const JOB_COLUMNS = (out: Printer): readonly Column[] => [
  { title: 'Job' },
  { title: 'Kind' },
  { title: 'State', flexible: true },
  { title: 'Done', right: true },
  { title: 'Failed', right: true },
  { title: out.timeTitle('Planned') },
  { title: 'Reason', flexible: true, optional: true },
];

export const jobRow = (job: JobView, out: Printer): Cell[] => [
  job.id,
  job.kind,
  job.state,
  `${count(job.progress.done)}/${count(job.progress.total)}`,
  count(job.progress.failedAgain),
  out.formats.shortTime(job.plannedAt),
  job.reason,
];

export const ITEM_COLUMNS: readonly Column[] = [
  { title: '#', right: true },
  { title: 'Dead letter' },
  { title: 'Result', flexible: true },
  { title: 'Error', flexible: true },
  { title: 'Type', flexible: true, optional: true },
  { title: 'Message', flexible: true, optional: true },
];

export const itemRow = (item: JobItemView): Cell[] => [
  item.position,
  item.letterId,
  item.result === 'pending' ? `${item.result} (${item.verdict})` : item.result,
  item.errorCode,
  item.type,
  item.errorMessage,
];
