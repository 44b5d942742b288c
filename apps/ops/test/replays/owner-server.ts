import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

type Answer = readonly [status: string, errorCode: string | null];

/**
 * What a service answers to `POST /messages/handled`, for services that do not run in a test: their
 * own answer is tested with them.
 */
export class OwnerServer {
  readonly handled = new Map<string, Answer>();
  /** Answers nothing. */
  silent = false;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<OwnerServer> {
    const server = createServer();
    const owner = new OwnerServer(server);
    server.on('request', (request, response) => {
      void bodyOf(request).then(({ ids }) => {
        if (owner.silent) return request.socket.destroy();
        // As the real one, which cannot even look for them.
        if (ids.some((id) => id.length > 500 || id.includes('\0'))) {
          return response.writeHead(400).end();
        }
        response.setHeader('content-type', 'application/json');
        return response.end(JSON.stringify({ handled: owner.answers(ids) }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return owner;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(id: string, status = 'handled', errorCode: string | null = null): void {
    this.handled.set(id, [status, errorCode]);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answers(ids: readonly string[]): object[] {
    return ids.flatMap((id) => {
      const found = this.handled.get(id);
      return found ? [{ id, at: new Date(), status: found[0], errorCode: found[1] }] : [];
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<{ ids: string[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { ids: string[] };
}
