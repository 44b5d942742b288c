import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly body: Record<string, unknown>;
}

interface Answer {
  /** 0: no answer at all. */
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** The cabinet's receiver, as a real HTTP server: answers what it is told, 204 when nothing is left. */
export class CabinetReceiver {
  readonly requests: ReceivedRequest[] = [];
  private readonly answers: Answer[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void buffer(request).then((raw) => {
        const body = JSON.parse(raw.toString()) as Record<string, unknown>;
        this.requests.push({ headers: request.headers, raw, body });
        const { status, headers } = this.answers.shift() ?? { status: 204 };
        if (status !== 0) response.writeHead(status, headers).end();
      });
    });
  }

  static async start(): Promise<CabinetReceiver> {
    const receiver = new CabinetReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  answer(...answers: readonly Answer[]): void {
    this.answers.push(...answers);
  }

  about(dealId: string): ReceivedRequest[] {
    return this.requests.filter(({ body }) => body.dealId === dealId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
