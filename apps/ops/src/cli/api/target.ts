import { readVariable } from '../../../../../libs/platform/src/config/environment';
import { usageError } from '../exit-codes';
import { type CliHost } from '../host';
import { SignIns } from './sign-ins';
import { readStackEnv } from './stack-env';

/** Where the ops service is and how to say who asks. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent besides with whatever changes something. */
  readonly csrfToken?: string;
  /** For messages: where the credentials came from. */
  readonly signedInBy: 'OPS_TOKEN' | 'login' | 'INTERNAL_API_TOKEN' | 'nothing';
}

const NO_ADDRESS = [
  'Set OPS_URL, or give --url https://ops.example.org.',
  'Inside the project, npm start brings the system up and its address is found by itself.',
];

/**
 * The address: `--url`, `OPS_URL`, `.stack/env` of the project, the last `login`. Who asks: `OPS_TOKEN`
 * (or `OPS_TOKEN_FILE`), the sign-in at that address, the token that came along with the address.
 */
export function findTarget(host: CliHost, givenUrl: string | undefined): Target {
  const url = findUrl(host, givenUrl);
  const token = readToken(host);
  if (token) return bearer(url, token, 'OPS_TOKEN');
  const signIn = new SignIns(host.configFolder).find(url);
  if (signIn) {
    const { cookie, csrfToken } = signIn;
    return { url, headers: { cookie }, csrfToken, signedInBy: 'login' };
  }
  const internal = tokenOfAddress(host, url);
  return internal ? bearer(url, internal, 'INTERNAL_API_TOKEN') : anonymous(url);
}

export function findUrl(host: CliHost, givenUrl: string | undefined): string {
  const found =
    givenUrl ??
    host.env.OPS_URL ??
    readStackEnv(host.folder).OPS_URL ??
    new SignIns(host.configFolder).current;
  if (!found) throw usageError('It is not known where the ops service is.', ...NO_ADDRESS);
  return normalised(found);
}

export const anonymous = (url: string): Target => ({ url, headers: {}, signedInBy: 'nothing' });

const bearer = (url: string, token: string, signedInBy: Target['signedInBy']): Target => ({
  url,
  headers: { authorization: `Bearer ${token}` },
  signedInBy,
});

function normalised(text: string): string {
  try {
    const { protocol, origin, pathname } = new URL(text);
    if (/^https?:$/.test(protocol)) return `${origin}${pathname}`.replace(/\/+$/, '');
  } catch {
    // Said below.
  }
  throw usageError('The address of the ops service is not http:// or https://.', ...NO_ADDRESS);
}

function readToken(host: CliHost): string | undefined {
  try {
    return readVariable(host.env, 'OPS_TOKEN');
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

/** A token goes only to the address that it was given with. */
function tokenOfAddress({ env, folder }: CliHost, url: string): string | undefined {
  const given = [env, readStackEnv(folder)].filter(
    ({ OPS_URL }) => OPS_URL && normalised(OPS_URL) === url,
  );
  // A person's token may do more than that of the services.
  const [personal] = given.flatMap(({ OPS_TOKEN }) => OPS_TOKEN ?? []);
  const [internal] = given.flatMap(({ INTERNAL_API_TOKEN }) => INTERNAL_API_TOKEN ?? []);
  return personal ?? internal;
}
