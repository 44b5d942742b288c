import { type SelfEmployedStatus } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { type ServiceDefinition } from '@lk/platform';
import { tbankSchema } from '@lk/tbank-client';
import {
  createTestDatabase,
  eventually,
  startTestService,
  TestBroker,
  type TestDatabase,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import { dealSchema } from '../../deal/src/deal.schema';
import { deal } from '../../deal/src/deal.service';
import { newDeal } from '../../deal/test/deal-stand';
import { Outside } from '../../deal/test/outside';
import { TestBank } from '../../deal/test/test-bank';
import { selfEmployedRiskSchema } from '../../self-employed-risk/src/self-employed-risk.schema';
import { selfEmployedRisk } from '../../self-employed-risk/src/self-employed-risk.service';
import { type PayoutView } from '../src/adapters/payouts.controller';
import { payoutSchema } from '../src/payout.schema';
import { payout } from '../src/payout.service';
import { OwnerGate } from './owner-gate';

const AUTHORIZED = { headers: { authorization: 'Bearer sample-internal-token' } };
const SCHEMAS = [tbankSchema, dealSchema, selfEmployedRiskSchema, payoutSchema];

export interface PaymentRow {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  readonly dealId?: string;
  readonly amountKopecks: string;
}

export interface PaidDeal {
  readonly dealId: string;
  readonly externalDealId: string;
  /** The bank's id of the recipient `agent`, whose share is 600.30 rubles. */
  readonly agent: string;
}

/** Where each of the services finds the others. */
interface Surroundings {
  readonly common: Record<string, string>;
  readonly bank: TestBank;
  readonly dealGate: OwnerGate;
  readonly riskGate: OwnerGate;
  /** Everything started, in the order in which it ends. */
  readonly running: { stop(): Promise<void> }[];
}

/**
 * Real: Postgres, RabbitMQ, the services payout, deal and self-employed-risk, the bank simulator.
 * Faked: the ingress, and outages of the two services that payout reads.
 */
export class PayoutStand {
  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly outside: Outside,
    readonly around: Surroundings,
    readonly services: TestService[],
  ) {}

  get bank(): TestBank {
    return this.around.bank;
  }

  /** @param environment of the payout service */
  static async open(environment: Record<string, string> = {}): Promise<PayoutStand> {
    const database = await createTestDatabase(SCHEMAS);
    const [broker, bank] = await Promise.all([TestBroker.open(), TestBank.start()]);
    const common = {
      ...testEnvironment(database.url, broker),
      ...bank.environment,
      SELF_EMPLOYED_AUTO_SYNC: 'false',
    };
    const dealService = await startReady(deal, common);
    const risk = await startReady(selfEmployedRisk, { ...common, DEAL_URL: dealService.url });
    const dealGate = await OwnerGate.before(dealService.url);
    const riskGate = await OwnerGate.before(risk.url);
    const urls = { DEAL_URL: dealGate.url, SELF_EMPLOYED_URL: riskGate.url, ...environment };
    const service = await startReady(payout, { ...common, ...urls });
    const outside = await Outside.open(broker, ['payout.events', 'payout.commands']);
    const running = [dealGate, riskGate, dealService, risk, bank];
    const around = { common: { ...common, ...urls }, bank, dealGate, riskGate, running };
    return new PayoutStand(database, broker, outside, around, [service]);
  }

  /** Runs `work` with one more copy of the service. */
  async withCopy(work: () => Promise<void>): Promise<void> {
    const copy = await startReady(payout, this.around.common);
    this.services.push(copy);
    await work();
    await copy.stop();
    this.services.pop();
  }

  /** A deal for which the money has come; `agent` may get 600.30 of it. */
  async paidDeal(more: object = {}): Promise<PaidDeal> {
    const deal = await this.createDeal(more);
    this.outside.bankEvent('payment.completed', { dealId: deal.externalDealId });
    await eventually(async () => expect(await this.dealStatus(deal.dealId)).toBe('paid_to_bank'), {
      intervalMs: 10,
    });
    return deal;
  }

  async createDeal(more: object = {}): Promise<PaidDeal> {
    const reply = await this.outside.send('deal.create', newDeal(more));
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    const { dealId, externalDealId } = reply.result as { dealId: string; externalDealId: string };
    return { dealId, externalDealId, agent: `agent-of-${dealId}` };
  }

  async dealStatus(dealId: string): Promise<string> {
    const answer = await fetch(`${this.around.dealGate.url}/deals/${dealId}`, AUTHORIZED);
    return ((await answer.json()) as { status: string }).status;
  }

  /** A registered person in the given state. @returns their INN and their id at the bank */
  async person(status: SelfEmployedStatus, flagged = false): Promise<{ inn: string; id: string }> {
    const inn = String(770_000_000_000 + Math.floor(Math.random() * 1e9));
    const body = { selfEmployedId: newId(), inn, firstName: 'A', lastName: 'B', bik: '044525974' };
    const accountNumber = '40817810000000000001';
    const reply = await this.outside.send('self-employed.register', { ...body, accountNumber });
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    const [row] = await this.database.query<{ id: string }>(
      `UPDATE self_employed_risk.self_employed
       SET status = $2, flagged_at = CASE WHEN $3 THEN now() END
       WHERE inn = $1 RETURNING external_recipient_id AS id`,
      [inn, status, flagged],
    );
    return { inn, id: row?.id ?? '' };
  }

  get(path: string, init: RequestInit = AUTHORIZED): Promise<Response> {
    return fetch(`${this.services[0]?.url}${path}`, init);
  }

  async payout(payoutId: string): Promise<PayoutView> {
    const answer = await this.get(`/payouts/${payoutId}`);
    if (!answer.ok) throw new Error(`GET payout answered ${answer.status}`);
    return (await answer.json()) as PayoutView;
  }

  /** What the bank has paid to a recipient. */
  async payments(beneficiaryId: string): Promise<PaymentRow[]> {
    const payments = await this.bank.ledger<PaymentRow>('payments');
    return payments.filter((payment) => payment.beneficiaryId === beneficiaryId);
  }

  /** Versions without a gap, each event and each row from where the one before it ended. */
  async expectChained(payoutId: string): Promise<PayoutView> {
    const view = await this.payout(payoutId);
    const changes = await eventually(() => {
      const heard = this.outside.heard('payout.status-changed', { payoutId });
      expect(heard).toHaveLength(view.version);
      return heard.sort((a, b) => Number(a.version) - Number(b.version));
    });
    expect(changes.map(({ version }) => version)).toEqual(changes.map((_, index) => index + 1));
    const told = changes.map(({ to }) => to);
    expect(changes.map(({ from }) => from)).toEqual([undefined, ...told].slice(0, told.length));
    const shown = view.history.map(({ to }) => to);
    expect(view.history.map(({ from }) => from)).toEqual([null, ...shown].slice(0, shown.length));
    expect([told.at(-1), shown.at(-1)]).toEqual([view.status, view.status]);
    return view;
  }

  async close(): Promise<void> {
    for (const service of [...this.services, ...this.around.running]) await service.stop();
    await this.broker.drop();
    await this.database.drop();
  }
}

/** The body of a `payout.create` to the agent. */
export function newPayout({ dealId }: { dealId: string }, more: object = {}) {
  const payoutId = newId();
  return { payoutId, dealId, recipientId: 'agent', amount: 600.3, purpose: 'Commission', ...more };
}

async function startReady(
  definition: ServiceDefinition,
  environment: Record<string, string>,
): Promise<TestService> {
  const service = await startTestService(definition, environment);
  await eventually(async () => {
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });
  return service;
}
