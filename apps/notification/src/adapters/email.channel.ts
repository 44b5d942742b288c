import { createTransport, type Transporter } from 'nodemailer';
import { type DeliveryChannel } from '../application/dispatcher';
import { type AttemptResult, type Delivery } from '../domain/delivery';
import { repeatsText } from '../domain/texts';

export interface EmailOptions {
  /** `smtp://user:password@host:port`. */
  readonly url: string;
  readonly from: string;
  /** Support; the only recipient there is. */
  readonly to: string;
  readonly timeoutMs: number;
}

/** The part of nodemailer's errors that carries no address. */
interface SmtpFailure {
  readonly code?: unknown;
  readonly responseCode?: unknown;
}

/** Letters to support. */
export class EmailChannel implements DeliveryChannel {
  readonly channel = 'email';
  private readonly transport: Transporter;

  constructor(private readonly options: EmailOptions) {
    this.transport = createTransport({ url: options.url });
  }

  async send(delivery: Delivery): Promise<AttemptResult> {
    const { from, to, timeoutMs } = this.options;
    try {
      await this.transport.sendMail({
        from,
        to,
        subject: delivery.subject,
        text: letterText(delivery),
        // A repeat after a lost answer is the same letter to mail programs.
        messageId: `<${delivery.id}@notification.lk-tbank>`,
        signal: AbortSignal.timeout(timeoutMs),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { kind: 'delivered' };
    } catch (error) {
      return failure(error as SmtpFailure);
    }
  }
}

function letterText({ id, text, count, createdAt }: Delivery): string {
  const lines = [text, ''];
  if (count > 1) lines.push(repeatsText(count));
  lines.push(`Время: ${createdAt.toISOString()}`, `Номер: ${id}`);
  return lines.join('\n');
}

/**
 * 5yz is a refusal for good (RFC 5321, 4.2.1), with two exceptions that a repeat can cure: 503, a
 * confused session, and a refused log-in, which is a mistake in our configuration and not in the letter.
 */
function failure({ code, responseCode }: SmtpFailure): AttemptResult {
  const name = typeof code === 'string' ? code : 'UNEXPECTED';
  if (typeof responseCode !== 'number') {
    return { kind: 'unavailable', errorCode: name === 'EABORT' ? 'TIMEOUT' : name };
  }
  const curable = responseCode < 500 || responseCode === 503 || name === 'EAUTH';
  return { kind: curable ? 'unavailable' : 'refused', errorCode: `SMTP_${responseCode}` };
}
