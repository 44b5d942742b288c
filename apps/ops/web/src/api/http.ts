/** The answer of a request that was refused or failed; `detail` is for the person who asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    /** 0: no answer at all. */
    readonly status: number,
    readonly detail: string | null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail ?? `HTTP ${status}`);
  }
}

export type QueryValue = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: object;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;

let csrfToken: string | null = null;

/** Of the session; every changing request carries it. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function queryText(query: object = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Query)) {
    if (value !== undefined && value !== null && value !== '') {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function headersOf({ method = 'GET', body }: Request): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  return headers;
}

async function send(path: string, request: Request): Promise<Response> {
  const timeOut = AbortSignal.timeout(TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, timeOut]) : timeOut;
  try {
    return await fetch(`${path}${queryText(request.query)}`, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiProblem(0, null);
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  const text = typeof detail === 'string' ? detail : typeof title === 'string' ? title : null;
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiProblem(response.status, text, retryAfter > 0 ? retryAfter : null);
}

/** @throws ApiProblem */
export async function call<T>(path: string, request: Request = {}): Promise<T> {
  const response = await send(path, request);
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A download of something that needs a request with a body. @throws ApiProblem */
export async function callForBlob(path: string, request: Request): Promise<Blob> {
  const response = await send(path, request);
  if (!response.ok) throw await problemOf(response);
  return response.blob();
}
