import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly method: string;
  /** Without `/api` and without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is instead of `body`. */
  readonly text?: string;
  /** Cut off the connection after the text. */
  readonly cut?: boolean;
}

type Answer = CannedAnswer | ((request: RecordedRequest) => CannedAnswer);

/**
 * A double of the HTTP API of ops for tests of the command line: a real server on a real port that
 * gives canned answers and remembers what it was asked. It knows no rule of ops.
 */
export class OpsApiDouble {
  readonly requests: RecordedRequest[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** `GET /dead-letters`; replaces what was said before. */
  when(request: string, answer: Answer): this {
    this.answers.set(request, answer);
    return this;
  }

  /** Forgets everything between two tests. */
  reset(): void {
    this.answers.clear();
    this.requests.length = 0;
  }

  asked(method: string, path: string): RecordedRequest[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    this.requests.push(request);
    const known = this.answers.get(`${request.method} ${request.path}`);
    const missing: CannedAnswer = {
      status: 404,
      body: { status: 404, detail: 'The double has no answer' },
    };
    const { status, body, headers, text, cut } =
      typeof known === 'function' ? known(request) : (known ?? missing);
    response.writeHead(status ?? 200, { 'content-type': 'application/json', ...headers });
    if (cut) {
      response.write(text ?? '', () => response.destroy());
      return;
    }
    response.end(text ?? (body === undefined ? undefined : JSON.stringify(body)));
  }
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://double');
  return {
    method: incoming.method ?? '',
    path: pathname.replace(/^\/api/, ''),
    query: Object.fromEntries(searchParams),
    headers: incoming.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

/** What ops says instead of an answer. */
export const problem = (status: number, detail: string): CannedAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: { type: 'about:blank', title: 'Refused', status, detail },
});
