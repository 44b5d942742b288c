import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface ReceivedLetter {
  readonly from: string;
  readonly to: readonly string[];
  readonly headers: string;
  /** Decoded. */
  readonly text: string;
}

/** A real SMTP server that keeps what it gets; the next letters can be refused with a code. */
export class MailServer {
  readonly letters: ReceivedLetter[] = [];
  private readonly refusals: number[] = [];
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const to = session.envelope.rcptTo.map(({ address }) => address);
        void this.read(stream, from, to).then(() => done(), done);
      },
    });
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    await new Promise<void>((resolve) => mail.server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  refuse(...codes: readonly number[]): void {
    this.refusals.push(...codes);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async read(
    stream: SMTPServerDataStream,
    from: string,
    to: readonly string[],
  ): Promise<void> {
    const message = await text(stream);
    const responseCode = this.refusals.shift();
    if (responseCode) throw Object.assign(new Error(`no letter for ${to[0]}`), { responseCode });
    const end = message.indexOf('\r\n\r\n');
    const headers = message.slice(0, end);
    const body = message.slice(end).trim();
    const encoded = /Content-Transfer-Encoding: base64/i.test(headers);
    const decoded = encoded ? Buffer.from(body, 'base64').toString() : unquoted(body);
    this.letters.push({ from, to, headers, text: decoded });
  }
}

/** Quoted-printable (RFC 2045, 6.7) as text; other text comes through as it is. */
function unquoted(body: string): string {
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
