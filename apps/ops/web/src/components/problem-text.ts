import { type TFunction } from 'i18next';
import { ApiProblem } from '../api/http';

export interface ProblemText {
  readonly title: string;
  /** What the server said. */
  readonly detail: string | null;
  readonly whatToDo: string;
}

const STATUS_KEYS = [0, 400, 401, 403, 404, 409, 422, 429, 503] as const;
type KnownStatus = (typeof STATUS_KEYS)[number];

const known = (status: number): KnownStatus | undefined =>
  STATUS_KEYS.find((candidate) => candidate === status);

/** A failed request as text: what happened, what the server said about it, what helps. */
export function problemText(error: unknown, t: TFunction): ProblemText {
  if (!(error instanceof ApiProblem)) {
    return { title: t('problem.page.title'), detail: null, whatToDo: t('problem.page.do') };
  }
  const status = known(error.status);
  const key = status === undefined ? 'other' : (`s${status}` as const);
  return {
    title: t(`problem.${key}.title`, { status: error.status }),
    detail: error.detail,
    whatToDo: t(`problem.${key}.do`, { seconds: error.retryAfterSeconds ?? 60 }),
  };
}
