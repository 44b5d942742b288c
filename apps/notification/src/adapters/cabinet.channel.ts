import { createHmac } from 'node:crypto';
import { type Readable } from 'node:stream';
import { type Clock } from '@lk/kernel';
import axios, { type AxiosInstance, type AxiosResponse, isCancel } from 'axios';
import { type DeliveryChannel } from '../application/dispatcher';
import { type AttemptResult, type Delivery } from '../domain/delivery';
import { readHttpAnswer } from '../domain/http-answer';

export interface CabinetOptions {
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Signed HTTP requests to the cabinet. A repeat has the same bytes and the same Idempotency-Key, so
 * the cabinet can tell it from a new notification.
 */
export class CabinetChannel implements DeliveryChannel {
  readonly channel = 'cabinet';
  private readonly http: AxiosInstance;

  constructor(private readonly options: CabinetOptions) {
    this.http = axios.create({
      maxRedirects: 0,
      // The answer's status is all we want: the body is never read, whatever its size.
      responseType: 'stream',
      validateStatus: () => true,
      // The cabinet is a neighbour inside the cluster; a proxy for the outside must not see this.
      proxy: false,
    });
  }

  async send(delivery: Delivery): Promise<AttemptResult> {
    const body = Buffer.from(JSON.stringify(cabinetBody(delivery)));
    try {
      const response: AxiosResponse<Readable> = await this.http.post(this.options.url, body, {
        headers: this.headers(delivery, body),
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      response.data.destroy();
      const retryAfter: unknown = response.headers['retry-after'];
      const patience = typeof retryAfter === 'string' ? retryAfter : undefined;
      return readHttpAnswer(response.status, patience, this.options.clock.now());
    } catch (error) {
      return { kind: 'unavailable', errorCode: failureCode(error) };
    }
  }

  private headers(delivery: Delivery, body: Buffer): Record<string, string> {
    return {
      'Content-Type': 'application/json',
      'X-Signature': createHmac('sha256', this.options.secret).update(body).digest('hex'),
      'Idempotency-Key': delivery.id,
    };
  }
}

/** What the cabinet gets; `parameters` are the values the text was made of. */
function cabinetBody(delivery: Delivery): object {
  const { id, kind, template, severity, audience, dealId, text, parameters, createdAt } = delivery;
  return {
    id,
    kind,
    ...(kind === 'alert' ? { code: template, severity } : { template }),
    audience,
    dealId,
    text,
    parameters,
    createdAt: createdAt.toISOString(),
  };
}

/** The message of such an error names the address, so only its code is kept. */
function failureCode(error: unknown): string {
  if (isCancel(error)) return 'TIMEOUT';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'UNEXPECTED';
}
