import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** How a service that is away shows itself. */
export type Outage = 'no connection' | 503;

/** Stands before a service of ours and passes requests on, unless told that the service is away. */
export class OwnerGate {
  private outage: { kind: Outage; times: number } = { kind: 503, times: 0 };
  private readonly server: Server;

  private constructor(private readonly target: string) {
    this.server = createServer((request, response) => void this.pass(request, response));
  }

  static async before(target: string): Promise<OwnerGate> {
    const gate = new OwnerGate(target);
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next requests find nobody. */
  away(kind: Outage, times: number): void {
    this.outage = { kind, times };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.outage.times > 0) {
      this.outage.times -= 1;
      if (this.outage.kind === 503) response.writeHead(503).end();
      else request.socket.destroy();
      return;
    }
    const { method = 'GET', url = '/', headers } = request;
    const answer = await fetch(this.target + url, {
      method,
      headers: {
        authorization: headers.authorization ?? '',
        'content-type': headers['content-type'] ?? 'application/json',
      },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const type = answer.headers.get('content-type') ?? 'application/json';
    response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
  }
}
