import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'amqp:': 5672,
  'postgres:': 5432,
  'postgresql:': 5432,
  'http:': 80,
};

/**
 * Stands between a process and its server (Postgres, RabbitMQ, HTTP), so that a test can take the
 * network away and give it back without touching the server that other tests use too.
 */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private down = false;
  private count = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async open(targetUrl: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(createServer(), new URL(targetUrl));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The target's URL with the host and port of the proxy. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    const { protocol, username, password, pathname, search } = this.target;
    const credentials = username === '' ? '' : `${username}${password && `:${password}`}@`;
    return `${protocol}//${credentials}127.0.0.1:${port}${pathname}${search}`;
  }

  /** Connections open now, counted on the side of the client. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Connections ever let through. */
  get accepted(): number {
    return this.count;
  }

  /** Breaks every connection and each new one, until {@link restore}. */
  cut(): void {
    this.down = true;
    this.breakAll();
  }

  /** Breaks every connection; the next ones work. */
  breakAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.down = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.down) {
      client.destroy();
      return;
    }
    this.count += 1;
    const { hostname, port, protocol } = this.target;
    const upstream = connect(Number(port) || (DEFAULT_PORTS[protocol] ?? 0), hostname);
    this.pipe(client, upstream);
    this.pipe(upstream, client);
  }

  private pipe(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}
