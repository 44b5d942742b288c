import { type IncomingMessage, createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService, ShutdownSequence, startService } from '@lk/platform';
import { BANK_SIMULATOR } from '../src/bank-simulator.service';

export const API_TOKEN = 'token-of-the-tests';
export const WEBHOOK_SECRET = 'secret-of-the-tests';
export const ACCOUNT = '40702810900000000001';

/** One webhook as it came over the socket. */
export interface ReceivedWebhook {
  headers: IncomingMessage['headers'];
  raw: Buffer;
  json: { id: string; type: string; createdAt: string; data: Record<string, unknown> };
}

/** Receives webhooks over a real socket and answers what the test says. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  /** Given the number of requests so far, the status to answer; never answers on 0. */
  answer: (count: number) => number = () => 200;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => this.receive(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  types(): string[] {
    return this.received.map(({ json }) => json.type);
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      this.received.push({ headers: request.headers, raw, json: parsed(raw) });
      const status = this.answer(this.received.length);
      if (status > 0) response.writeHead(status).end();
    });
  }
}

function parsed(raw: Buffer): ReceivedWebhook['json'] {
  try {
    return JSON.parse(raw.toString()) as ReceivedWebhook['json'];
  } catch {
    return { id: '', type: 'not json', createdAt: '', data: {} };
  }
}

export interface Reply {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** The simulator as a real HTTP server on a free port. */
export class RunningSimulator {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<RunningSimulator> {
    const app = await createService(BANK_SIMULATOR, {
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      SIM_API_TOKEN: API_TOKEN,
      SIM_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...environment,
    });
    await startService(app, BANK_SIMULATOR);
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new RunningSimulator(app, `http://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    await this.sim('POST', '/reset');
    await this.app.close();
  }

  /** As on SIGTERM. */
  shutDown(): Promise<void> {
    return this.app.get(ShutdownSequence).run();
  }

  /** Calls the bank with the token and, unless told otherwise, a fresh Idempotency-Key. */
  bank(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ) {
    const own = { authorization: `Bearer ${API_TOKEN}`, 'idempotency-key': randomUUID() };
    return this.call(method, `/api/v1${path}`, body, { ...own, ...headers }, signal);
  }

  sim(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.call(method, `/_sim${path}`, body);
  }

  async ledger<T = Record<string, unknown>>(section: string): Promise<T[]> {
    const { body } = await this.sim('GET', `/ledger?section=${section}`);
    return body[section] as T[];
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Reply> {
    const hasBody = body !== undefined;
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
      body: hasBody ? (typeof body === 'string' ? body : JSON.stringify(body)) : null,
      signal: signal ?? null,
    });
    const text = await response.text();
    const json = text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : { text };
    return { status: response.status, headers: response.headers, body: json };
  }
}

/** Waits until the assertion holds; fails with its last error. */
export async function eventually(assertion: () => unknown, timeoutMs = 5000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
