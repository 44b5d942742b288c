import { newId } from '@lk/kernel';
import { type ServiceDefinition } from '@lk/platform';
import { eventually, startTestService, type TestService } from '@lk/testing';
import { newDeal } from '../../deal/test/deal-stand';
import { Outside } from '../../deal/test/outside';
import { TestBank } from '../../deal/test/test-bank';
import { dealSchema } from '../../deal/src/deal.schema';
import { deal } from '../../deal/src/deal.service';
import { notificationSchema } from '../../notification/src/notification.schema';
import { notification } from '../../notification/src/notification.service';
import { payoutSchema } from '../../payout/src/payout.schema';
import { payout } from '../../payout/src/payout.service';
import { selfEmployedRiskSchema } from '../../self-employed-risk/src/self-employed-risk.schema';
import { selfEmployedRisk } from '../../self-employed-risk/src/self-employed-risk.service';
import { webhookIngressSchema } from '../../webhook-ingress/src/webhook-ingress.schema';
import { webhookIngress } from '../../webhook-ingress/src/webhook-ingress.service';
import { SECRET, sign } from '../../webhook-ingress/test/ingress-harness';
import { type LetterListView } from '../src/adapters/letter.views';
import { TimelineStand } from './timeline-stand';

const SCHEMAS = [
  webhookIngressSchema,
  dealSchema,
  payoutSchema,
  selfEmployedRiskSchema,
  notificationSchema,
];

/** Where each service answers, under the name of the variable. */
const STARTED_AS = {
  INGRESS_URL: webhookIngress,
  DEAL_URL: deal,
  SELF_EMPLOYED_URL: selfEmployedRisk,
  PAYOUT_URL: payout,
  NOTIFICATION_URL: notification,
} as const satisfies Record<string, ServiceDefinition>;
type Name = keyof typeof STARTED_AS;

/** Real: every service of the system but reconciliation, with the simulator as the bank. */
export class StoryStand {
  readonly services = {} as Record<Name, TestService>;
  outside!: Outside;

  private constructor(
    readonly ops: TimelineStand,
    readonly bank: TestBank,
  ) {}

  static async open(): Promise<StoryStand> {
    const stand = new StoryStand(await TimelineStand.open(SCHEMAS), await TestBank.start());
    await stand.startAll();
    return stand;
  }

  /** Sends a webhook of the bank to the ingress. @returns its id */
  async webhook(type: string, data: object, id = newId()): Promise<string> {
    const body = JSON.stringify({ id, type, data });
    const answer = await fetch(`${this.services.INGRESS_URL.url}/api/v1/webhooks/tbank`, {
      method: 'POST',
      headers: { 'x-signature': sign(body) },
      body,
    });
    expect(answer.status).toBe(200);
    return id;
  }

  /** Sends a command and waits until it is done. @returns its id and what it brought */
  async command(
    name: string,
    body: object,
  ): Promise<{ id: string; result: Record<string, string> }> {
    const id = newId();
    const reply = await this.outside.send(name, body, id);
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    return { id, result: reply.result as Record<string, string> };
  }

  createDeal() {
    return this.command('deal.create', newDeal());
  }

  /** Waits until the owner shows the record in a state. */
  async until(name: Name, path: string, status: string): Promise<void> {
    const headers = { authorization: 'Bearer sample-internal-token' };
    await eventually(async () => {
      const answer = await fetch(this.services[name].url + path, { headers });
      expect(((await answer.json()) as { status?: string }).status).toBe(status);
    });
  }

  /** Waits until ops has taken in a dead letter of a queue. */
  async untilDeadLetter(queue: string): Promise<void> {
    await eventually(async () => {
      const { body } = await this.ops.get<LetterListView>(`/api/dead-letters?queue=${queue}`);
      expect(body.deadLetters.length).toBeGreaterThan(0);
    });
  }

  async close(): Promise<void> {
    for (const service of Object.values(this.services)) await service.stop();
    await this.bank.stop();
    await this.ops.close();
  }

  private async startAll(): Promise<void> {
    const environment: Record<string, string> = {
      ...this.ops.environment,
      ...this.bank.environment,
      SELF_EMPLOYED_AUTO_SYNC: 'false',
      TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
      TBANK_WEBHOOK_SECRET: SECRET,
    };
    for (const [name, definition] of Object.entries(STARTED_AS) as [Name, ServiceDefinition][]) {
      const service = await startTestService(definition, environment);
      this.services[name] = service;
      environment[name] = service.url;
    }
    for (const { url } of Object.values(this.services)) {
      await eventually(async () => {
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      });
    }
    this.outside = await Outside.open(this.ops.broker, []);
    await this.ops.start(environment);
  }
}
