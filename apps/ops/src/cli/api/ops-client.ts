import { errorOf, notTheApi, unreachable } from './advice';
import { type Target } from './target';

/** Plans and groups over a million rows take seconds at worst; more is an outage. */
const TIMEOUT_MS = 30_000;

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The HTTP API of ops, so that the command line leaves the same audit record as the page. */
export class OpsClient {
  constructor(readonly target: Target) {}

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.json<T>('GET', `${path}${queryText(query)}`);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.json<T>('POST', path, body);
  }

  async put(path: string, body: object): Promise<void> {
    await this.request('PUT', path, body);
  }

  async delete(path: string): Promise<void> {
    await this.request('DELETE', path);
  }

  /** An answer of any length, piece by piece. */
  async stream(method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
    const response = await this.request(method, path, body, false);
    if (isHtml(response)) throw notTheApi(this.target);
    return response;
  }

  /** The answer as text, for reports that are no JSON. */
  async text(path: string, query: Query): Promise<string> {
    return (await this.stream('GET', `${path}${queryText(query)}`)).text();
  }

  /** @throws CliError for everything but a success */
  async request(method: Method, path: string, body?: object, timed = true): Promise<Response> {
    const response = await this.send(method, path, body, timed);
    if (response.ok) return response;
    if (response.status < 400 || (response.status === 404 && isHtml(response))) {
      throw notTheApi(this.target);
    }
    throw errorOf({ status: response.status, detail: await detailOf(response) }, this.target);
  }

  private async json<T>(method: Method, path: string, body?: object): Promise<T> {
    const response = await this.request(method, path, body);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch {
      throw notTheApi(this.target);
    }
  }

  private async send(
    method: Method,
    path: string,
    body: object | undefined,
    timed: boolean,
  ): Promise<Response> {
    const { url, headers, csrfToken } = this.target;
    const sent = new Headers({ accept: 'application/json', ...headers });
    if (method !== 'GET' && csrfToken) sent.set('x-csrf-token', csrfToken);
    if (body !== undefined) sent.set('content-type', 'application/json');
    try {
      return await fetch(`${url}/api${path}`, {
        method,
        headers: sent,
        body: body === undefined ? undefined : JSON.stringify(body),
        // Credentials stay with the address that they are for.
        redirect: 'manual',
        signal: timed ? AbortSignal.timeout(TIMEOUT_MS) : undefined,
      });
    } catch (error) {
      throw unreachable(error, this.target);
    }
  }
}

const isHtml = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('text/html') ?? false;

async function detailOf(response: Response): Promise<string | undefined> {
  try {
    const { detail } = (await response.json()) as { detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** `?a=1&b=2`; what is not given is not sent. */
export function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** An id in an address. */
export const part = (text: string): string => encodeURIComponent(text);
