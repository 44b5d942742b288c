import { CliError, EXIT, type ExitCode } from '../exit-codes';
import { oneLine } from '../output/safe-text';
import { type Target } from './target';

/** What the API said instead of an answer. */
export interface Refusal {
  readonly status: number;
  readonly detail?: string;
}

const EXIT_CODES: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  403: EXIT.guard,
  422: EXIT.guard,
};

/** An error of the API as an end of a command: what happened, and what to do. */
export function errorOf({ status, detail }: Refusal, target: Target): CliError {
  const said = detail === undefined ? '' : oneLine(detail);
  const message = MESSAGES[status]?.(said) ?? `The ops service failed (${status}). ${said}`;
  const advice = status === 401 ? signInAdvice(target) : (ADVICE[status] ?? []);
  return new CliError(message.trim(), EXIT_CODES[status] ?? EXIT.failed, advice, status >= 500);
}

const MESSAGES: Readonly<Record<number, (detail: string) => string>> = {
  400: (detail) => `The ops service does not understand the request. ${detail}`,
  401: () => 'You are not signed in, or the sign-in has ended.',
  403: (detail) => `Your role does not allow this. ${detail}`,
  404: (detail) => `Not found. ${detail}`,
  409: (detail) => `Not possible in the present state. ${detail}`,
  422: (detail) => `Refused by a rule. ${detail}`,
  429: (detail) => `Too many requests. ${detail}`,
  503: (detail) => `The ops service is not ready. ${detail}`,
};

const ADVICE: Readonly<Record<number, readonly string[]>> = {
  403: ['Who you are and what you may: tbank-ops whoami'],
  429: ['Wait a minute and try again.'],
  503: ['Wait a minute and try again; its log says what it waits for.'],
};

function signInAdvice({ url, signedInBy }: Target): readonly string[] {
  const login = `Sign in: tbank-ops login --url ${url}`;
  const fresh = 'Or set OPS_TOKEN (or OPS_TOKEN_FILE) to a token of tbank-ops tokens create.';
  if (signedInBy === 'OPS_TOKEN') return ['OPS_TOKEN is not valid any more.', login, fresh];
  return [login, fresh];
}

/** Nobody answered. */
export function unreachable(error: unknown, { url }: Target): CliError {
  const message = `Cannot reach the ops service at ${url} (${reasonOf(error)}).`;
  const advice = [
    'Is it running? Inside the project: npm start. In the cluster: kubectl get pods.',
    'Is the address right? Set OPS_URL or give --url.',
  ];
  return new CliError(message, EXIT.failed, advice, true);
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'no answer in time';
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
}

/** Something answered, but not the ops API. */
export const notTheApi = ({ url }: Target): CliError =>
  new CliError(`What answers at ${url} is not the API of the ops service.`, EXIT.failed, [
    'Is the address right? Set OPS_URL or give --url.',
    'Or it is of another version than this tbank-ops.',
  ]);
