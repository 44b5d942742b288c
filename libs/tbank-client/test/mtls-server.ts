import { createServer, type Server } from 'node:https';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { type TestCa } from './certificates';

/** What the server saw of a request. */
export interface SeenRequest {
  readonly path: string;
  /** Serial number of the client certificate. */
  readonly serial: string;
  readonly authorization: string | undefined;
}

/**
 * A bare https server that lets nobody in without a client certificate of the CA. Requests to `/slow`
 * are answered when told to.
 */
export class MtlsServer {
  readonly seen: SeenRequest[] = [];
  private readonly waiting: ServerResponse[] = [];
  private readonly connections = new Set<TLSSocket>();

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response),
    );
    server.on('secureConnection', (socket) => {
      this.connections.add(socket);
      socket.on('close', () => this.connections.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async start(ca: TestCa): Promise<MtlsServer> {
    const { cert, key } = ca.server();
    const options = { cert, key, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer({ ...options, keepAliveTimeout: 60_000 });
    const mtls = new MtlsServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mtls;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get openConnections(): number {
    return this.connections.size;
  }

  /** How many requests to `/slow` are under way. */
  get held(): number {
    return this.waiting.length;
  }

  release(): void {
    for (const response of this.waiting.splice(0)) response.end('done');
  }

  async stop(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { serialNumber: serial } = (request.socket as TLSSocket).getPeerCertificate();
    const { url: path = '', headers } = request;
    this.seen.push({ path, serial, authorization: headers.authorization });
    if (path === '/slow') this.waiting.push(response);
    else response.end('done');
  }
}
