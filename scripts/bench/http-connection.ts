import { createConnection, type Socket } from 'node:net';

const HEADERS_END = '\r\n\r\n';
const CONTENT_LENGTH = /content-length: *(\d+)/i;

/**
 * One keep-alive connection that sends prepared requests and reads nothing of an answer but its
 * status. A client of Node's `http` costs as much time as the servers here take, and on a machine
 * that both share it would be the client that is measured.
 */
export class HttpConnection {
  private received = '';
  private settle: ((status: number) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.read(text));
    socket.on('error', (error) => this.fail?.(error));
    socket.on('close', () => this.fail?.(new Error('The server closed the connection')));
  }

  static open({ hostname, port }: URL): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new HttpConnection(socket)));
    });
  }

  /** Sends one request and resolves with the status of its answer; one at a time. */
  request(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      this.socket.write(request);
    });
  }

  close(): void {
    this.fail = undefined;
    this.socket.destroy();
  }

  private read(text: string): void {
    this.received += text;
    const bodyStart = this.received.indexOf(HEADERS_END) + HEADERS_END.length;
    if (bodyStart < HEADERS_END.length) return;
    const [, length = '0'] = CONTENT_LENGTH.exec(this.received) ?? [];
    if (this.received.length < bodyStart + Number(length)) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    this.settle?.(status);
  }
}

/** The bytes of a signed webhook. */
export function webhookRequest(url: URL, body: Buffer, signature: string): Buffer {
  const head =
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n` +
    `x-signature: ${signature}\r\ncontent-length: ${body.length}${HEADERS_END}`;
  return Buffer.concat([Buffer.from(head), body]);
}
