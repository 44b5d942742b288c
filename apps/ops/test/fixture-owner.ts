import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** `silent`: the connection stands and no answer comes. */
export type FixtureAnswer =
  { readonly status?: number; readonly type?: string; readonly body: unknown } | 'silent';

/** A service of ours as it answers over HTTP, by path; other paths are 404. */
export class FixtureOwner {
  readonly seen: SeenRequest[] = [];
  private readonly answers = new Map<string, FixtureAnswer>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(): Promise<FixtureOwner> {
    const owner = new FixtureOwner();
    await new Promise<void>((resolve) => owner.server.listen(0, '127.0.0.1', resolve));
    return owner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param path without query */
  answer(path: string, answer: FixtureAnswer): void {
    this.answers.set(path, answer);
  }

  /** Nothing is known and nobody was here. */
  clear(): void {
    this.answers.clear();
    this.seen.length = 0;
  }

  asked(path: string): SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const path = decodeURIComponent(pathname);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.seen.push({ method, path, query: searchParams, headers, body });
    const answer = this.answers.get(path);
    if (answer === 'silent') return;
    const problem = {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'No such thing',
    };
    const {
      status = 200,
      type = 'application/json',
      body: content,
    } = answer ?? {
      status: 404,
      type: 'application/problem+json',
      body: problem,
    };
    const bytes =
      Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content);
    response.writeHead(status, { 'content-type': type }).end(bytes);
  }
}
