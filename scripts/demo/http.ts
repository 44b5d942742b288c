import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Variables } from '../system';

export interface WebhookOptions {
  readonly id?: string;
  readonly secret?: string;
}

/** What the demo reads and does over HTTP: our reading API, the bank's control surface, webhooks. */
export class Http {
  constructor(private readonly env: Variables) {}

  /** A record of one of our services. */
  read<T>(
    service: 'DEAL_URL' | 'PAYOUT_URL' | 'SELF_EMPLOYED_URL' | 'NOTIFICATION_URL',
    path: string,
  ) {
    const headers = { authorization: `Bearer ${this.env.INTERNAL_API_TOKEN ?? ''}` };
    return this.json<T>('GET', `${this.env[service] ?? ''}${path}`, undefined, headers);
  }

  /** Something done at the simulated bank by its customers or staff. */
  bank<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
    return this.json<T>(method, `${this.env.BANK_URL ?? ''}/_sim${path}`, body);
  }

  /** A webhook as the bank would send it; a wrong secret makes a forged one. */
  async webhook(type: string, data: object, options: WebhookOptions = {}): Promise<number> {
    const { id = randomUUID(), secret = this.firstSecret() } = options;
    const body = JSON.stringify({ id, type, createdAt: new Date(), data });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const response = await patientFetch(`${this.env.INGRESS_URL ?? ''}/api/v1/webhooks/tbank`, {
      method: 'POST',
      headers: { 'x-signature': signature, 'content-type': 'application/json' },
      body,
    });
    return response.status;
  }

  private firstSecret(): string {
    return (this.env.TBANK_WEBHOOK_SECRET ?? '').split(',')[0] ?? '';
  }

  private async json<T>(method: string, url: string, body?: object, headers = {}): Promise<T> {
    const response = await patientFetch(url, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}`);
    return (await response.json()) as T;
  }
}

/** A service that was killed, or whose database is away, is waited for, as a load balancer would. */
async function patientFetch(url: string, init: RequestInit): Promise<Response> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const response = await fetch(url, init);
      const isAway = response.status === 503 && init.method === 'GET';
      if (!isAway || Date.now() > giveUpAt) return response;
      await response.arrayBuffer();
      await wait(100);
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await wait(100);
    }
  }
}

/** How long a state may take: a service killed on the way has time to come back. */
const PATIENCE_MS = 60_000;

/** Asks again until the answer is as wanted; says what it saw last when time is up. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  let last = 'nothing';
  while (Date.now() < giveUpAt) {
    try {
      const answer = await ask();
      if (wanted(answer)) return answer;
      last = JSON.stringify(answer);
    } catch (error) {
      last = (error as Error).message;
    }
    await wait(50);
  }
  throw new Error(`Waited in vain for: ${what}. Last seen: ${last.slice(0, 600)}`);
}
