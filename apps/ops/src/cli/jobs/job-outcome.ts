import { type JobView } from '../api/job.views';
import { EXIT, type ExitCode } from '../exit-codes';

/** The exit code of a job as it is now. */
export function exitCodeOf({ state, progress }: JobView): ExitCode {
  const good = progress.succeeded + progress.alreadyDone;
  switch (state) {
    case 'finished':
      if (good >= progress.total) return EXIT.done;
      return good > 0 ? EXIT.part : EXIT.failed;
    case 'stopped':
      return EXIT.guard;
    case 'cancelled':
      return good > 0 ? EXIT.part : EXIT.failed;
    case 'planning':
    case 'planned':
    case 'running':
    case 'paused':
      return EXIT.part;
  }
}

/** Nothing more will happen unless a person does something. */
export const hasEnded = ({ state }: JobView): boolean =>
  state === 'finished' || state === 'stopped' || state === 'cancelled';
