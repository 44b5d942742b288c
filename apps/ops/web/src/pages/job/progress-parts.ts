import { type JobProgress } from '../../api/types';
import { type Tone } from '../../components/tone';

export interface ProgressPart {
  readonly result: string;
  readonly count: number;
  readonly tone: Tone;
}

/** What became of the messages, in the order in which it is drawn; those not sent yet are the rest. */
export function progressParts(progress: JobProgress): ProgressPart[] {
  const parts: ProgressPart[] = [
    { result: 'succeeded', count: progress.succeeded, tone: 'good' },
    { result: 'already_done', count: progress.alreadyDone, tone: 'good' },
    { result: 'failed_again', count: progress.failedAgain, tone: 'bad' },
    { result: 'refused', count: progress.refused, tone: 'warn' },
    { result: 'undecided', count: progress.undecided, tone: 'warn' },
    { result: 'skipped', count: progress.skipped, tone: 'quiet' },
    { result: 'sent', count: progress.sent + progress.sending, tone: 'busy' },
    { result: 'pending', count: progress.pending, tone: 'quiet' },
  ];
  return parts;
}

/** 0..1; a job of nothing is done. */
export const doneShare = ({ done, total }: JobProgress): number => (total === 0 ? 1 : done / total);

/** For the ears: in steps of ten per cent, so that it speaks seldom. */
export const spokenPercent = (progress: JobProgress): number =>
  Math.floor(doneShare(progress) * 10) * 10;
