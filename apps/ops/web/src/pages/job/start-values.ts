import { type JobView, type StartJob } from '../../api/types';

export interface StartValues {
  readonly reason: string;
  readonly ticket: string;
  readonly canary: number;
  readonly rate: number;
  readonly ramp: boolean;
  readonly stopPercent: number;
  readonly stopMinimum: number;
}

const CANARY = 20;

/** Careful ones: some first, then slowly, and an end as soon as a tenth of them fails again. */
export const firstValues = (count: number): StartValues => ({
  reason: '',
  ticket: '',
  canary: count > CANARY ? CANARY : 0,
  rate: 50,
  ramp: count > CANARY,
  stopPercent: 10,
  stopMinimum: 10,
});

/** The hash goes along: the server refuses to start anything but the set that was looked at. */
export function startRequest(job: JobView, values: StartValues): StartJob {
  const what = {
    reason: values.reason.trim(),
    ...(values.ticket.trim() === '' ? {} : { ticket: values.ticket.trim() }),
    ...(job.hash === null ? {} : { hash: job.hash }),
  };
  if (job.kind !== 'replay') return what;
  return {
    ...what,
    rate: values.rate,
    canary: values.canary,
    ramp: values.ramp,
    stopRule: { failureShare: values.stopPercent / 100, minimum: values.stopMinimum },
  };
}
