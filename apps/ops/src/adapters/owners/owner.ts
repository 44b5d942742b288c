import { type Readable } from 'node:stream';
import { createInternalHttp, type InternalApiConfig, readOrUndefined } from '@lk/platform';
import { type AxiosInstance, type AxiosResponse } from 'axios';

/** Reads one service of ours inside the cluster, with the token that all share. */
export class Owner {
  private readonly http: AxiosInstance;

  constructor(
    readonly name: string,
    readonly url: string,
    timeoutMs: number,
    api: InternalApiConfig,
  ) {
    this.http = createInternalHttp(url, timeoutMs, api);
  }

  /**
   * @returns undefined for 404
   * @throws AppError `OWNER_UNAVAILABLE` (transient), with the status of the answer if there was one
   */
  get<T>(path: string, params: object = {}): Promise<T | undefined> {
    // Repeated names for lists, without brackets.
    const paramsSerializer = { indexes: null };
    return readOrUndefined(this.name, () => this.http.get<T>(path, { params, paramsSerializer }));
  }

  /** As {@link get}, for questions that do not fit an address. */
  post<T>(path: string, body: object): Promise<T | undefined> {
    return readOrUndefined(this.name, () => this.http.post<T>(path, body));
  }

  /** The answer whatever its status. @throws the error of axios when there was none */
  async raw(method: 'GET' | 'POST', path: string, more: More = {}): Promise<RawAnswer> {
    const { params, body: data, headers } = more;
    const answer = await this.http.request<ArrayBuffer>({
      ...{ method, url: path, params, data, headers },
      responseType: 'arraybuffer',
      validateStatus: () => true,
    });
    const contentType = header(answer, 'content-type') ?? 'application/octet-stream';
    return { status: answer.status, contentType, body: Buffer.from(answer.data) };
  }

  /** As {@link raw}; the time is for each part of the answer and not for the whole. */
  async stream(path: string, more: Omit<More, 'body'> = {}): Promise<StreamedAnswer> {
    const answer = await this.http.get<Readable>(path, {
      ...more,
      responseType: 'stream',
      validateStatus: () => true,
    });
    const contentType = header(answer, 'content-type') ?? 'application/octet-stream';
    const disposition = header(answer, 'content-disposition');
    return { status: answer.status, contentType, disposition, body: answer.data };
  }
}

interface More {
  readonly params?: object;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

function header({ headers }: AxiosResponse, name: string): string | undefined {
  const value = headers[name] as unknown;
  return typeof value === 'string' ? value : undefined;
}

/** An answer of any length, as it comes. */
export interface StreamedAnswer extends Omit<RawAnswer, 'body'> {
  readonly body: Readable;
  readonly disposition: string | undefined;
}

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}
