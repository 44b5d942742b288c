import { type Reply } from '../../demo/cabinet';
import { Http, until } from '../../demo/http';
import { type DealView } from '../../demo/records';
import { type RunningSystem } from '../../system';
import { type Sight, type WatchedBroker } from './watched-broker';
import { type SentWebhook } from './webhooks';

/** Where the story is played, and what was seen there outside broker, logs and tables. */
export class CanaryStage {
  readonly sights: Sight[] = [];
  /** Faults that were in force and did not strike. */
  readonly idleFaults: unknown[] = [];
  /** How often the ingress answered with which status. */
  readonly webhookAnswers = new Map<number, number>();
  readonly http: Http;

  constructor(
    readonly system: RunningSystem,
    readonly broker: WatchedBroker,
  ) {
    this.http = new Http(system.env);
  }

  ask(name: string, body: object): Promise<Reply> {
    return this.broker.ask(name, body);
  }

  askAll(commands: readonly (readonly [string, object])[]): Promise<Reply[]> {
    return Promise.all(commands.map(([name, body]) => this.ask(name, body)));
  }

  /** A command that must succeed, because later ones build on it. */
  async done(name: string, body: object): Promise<Reply> {
    const reply = await this.ask(name, body);
    if (reply.status !== 'completed') throw new Error(`${name}: ${JSON.stringify(reply)}`);
    return reply;
  }

  deal(dealId: string): Promise<DealView> {
    return this.http.read<DealView>('DEAL_URL', `/deals/${dealId}`);
  }

  async deliver({ body, signature }: SentWebhook): Promise<void> {
    const response = await fetch(`${this.system.env.INGRESS_URL ?? ''}/api/v1/webhooks/tbank`, {
      method: 'POST',
      body: body as string,
      headers: { ...(signature !== undefined && { 'x-signature': signature }) },
    });
    const { status } = response;
    this.webhookAnswers.set(status, (this.webhookAnswers.get(status) ?? 0) + 1);
    this.sights.push({ place: 'http: webhook', text: await response.text() });
  }

  /** Until no message waits for a service. */
  async settle(): Promise<void> {
    const queues = ['deal', 'payout', 'self-employed-risk'].flatMap((service) => [
      `${service}.events`,
      `${service}.commands`,
    ]);
    const left = () => Promise.all(queues.map((queue) => this.broker.depth(queue)));
    await until('empty queues', left, (depths) => depths.every((depth) => depth === 0));
  }
}
