import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  type DealBankStatus,
  type DealSide,
  type DealStatus,
  type PayoutSide,
  type ReceiptSide,
  type SelfEmployedSide,
} from '@lk/contracts';
import { newId } from '@lk/kernel';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type DealFixture = Mutable<DealSide>;
export type PayoutFixture = Mutable<PayoutSide>;
export type PersonFixture = Mutable<SelfEmployedSide>;

const OPEN_PAYOUT = ['pending', 'unknown', 'bank_hold'];
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/**
 * Test double of the three owners of records: one HTTP server that answers their reconciliation paths
 * from fixtures in memory, as RECONCILIATION's agreement says. It knows no rule of a deal's life beyond
 * what {@link apply} does with a repair.
 */
export class FixtureOwners {
  readonly deals = new Map<string, DealFixture>();
  readonly payouts = new Map<string, PayoutFixture>();
  readonly people = new Map<string, PersonFixture>();
  readonly receipts = new Map<string, ReceiptSide[]>();
  /** How often it was asked; with `failing` every answer is a 500. */
  requests = 0;
  failing = false;
  private server: Server | undefined;
  url = '';

  static async start(): Promise<FixtureOwners> {
    const owners = new FixtureOwners();
    owners.server = createServer((request, response) => void owners.answer(request, response));
    await new Promise<void>((resolve) => owners.server?.listen(0, '127.0.0.1', resolve));
    const { port } = owners.server.address() as AddressInfo;
    owners.url = `http://127.0.0.1:${port}`;
    return owners;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  addDeal(externalDealId: string | null, fields: Partial<DealSide> = {}): DealFixture {
    const deal: DealFixture = {
      dealId: newId(),
      externalDealId,
      status: 'draft',
      bankStatus: 'DRAFT',
      amountKopecks: '100000',
      version: 1,
      createdAt: LONG_AGO,
      changedAt: LONG_AGO,
      facts: ['deal.created'],
      reconciledFacts: [],
      recipients: [],
      ...fields,
    };
    this.deals.set(deal.dealId, deal);
    return deal;
  }

  addPayout(fields: Partial<PayoutSide>): PayoutFixture {
    const payout: PayoutFixture = {
      payoutId: newId(),
      dealId: newId(),
      externalDealId: null,
      recipientId: 'agent',
      externalRecipientId: 'beneficiary',
      amountKopecks: '50000',
      paymentId: null,
      status: 'pending',
      createdAt: LONG_AGO,
      changedAt: LONG_AGO,
      facts: ['accepted'],
      reconciledFacts: [],
      ...fields,
    };
    this.payouts.set(payout.payoutId, payout);
    return payout;
  }

  addPerson(fields: Partial<SelfEmployedSide>): PersonFixture {
    const person: PersonFixture = {
      selfEmployedId: newId(),
      externalRecipientId: null,
      status: 'DRAFT',
      cancelledReceipts: 0,
      flagged: false,
      changedAt: LONG_AGO,
      ...fields,
    };
    this.people.set(person.selfEmployedId, person);
    return person;
  }

  /** What the owner's consumer would make of a published fact. */
  apply(type: string, data: Readonly<Record<string, unknown>>): void {
    if (type.startsWith('payout.')) this.applyToPayout(type, data);
    else if (type.startsWith('receipt.')) this.applyToReceipt(type, data);
    else this.applyToDeal(type, data);
  }

  private applyToDeal(type: string, data: Readonly<Record<string, unknown>>): void {
    const deal = [...this.deals.values()].find(
      ({ externalDealId }) => externalDealId === data.dealId,
    );
    if (!deal || deal.facts.includes(type)) return;
    learn(deal, type);
    const paid = deal.facts.includes('payment.completed');
    const states: Readonly<Record<string, readonly [DealBankStatus, DealStatus]>> = {
      'deal.accepted': ['ACCEPTED', 'ready_to_pay'],
      'payment.completed': ['FUNDED', 'paid_to_bank'],
      'deal.completed': ['COMPLETED', 'released_paid_out'],
      'deal.cancelled': ['CANCELLED', paid ? 'cancelled_refunded' : 'cancelled_before_pay'],
    };
    const [bankStatus, status] = states[type] ?? [deal.bankStatus, deal.status];
    if (deal.bankStatus !== 'COMPLETED') Object.assign(deal, { bankStatus, status });
  }

  private applyToPayout(type: string, data: Readonly<Record<string, unknown>>): void {
    const payout = [...this.payouts.values()].find(({ paymentId }) => paymentId === data.paymentId);
    if (!payout || payout.facts.includes(type)) return;
    learn(payout, type);
    if (type === 'payout.completed') payout.status = 'paid_out';
    else if (type === 'payout.failed') payout.status = 'failed';
    else if (payout.status === 'pending') payout.status = 'bank_hold';
  }

  private applyToReceipt(type: string, data: Readonly<Record<string, unknown>>): void {
    const [first] = this.people.keys();
    const known = this.receipts.get(first ?? '') ?? [];
    const receiptId = String(data.receiptId);
    const status = type === 'receipt.cancelled' ? 'CANCELLED' : 'REGISTERED';
    const others = known.filter((receipt) => receipt.receiptId !== receiptId);
    const receipt = { receiptId, status, amountKopecks: null, reconciled: true } as const;
    this.receipts.set(first ?? '', [...others, receipt]);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const body = await readBody(request);
    const answer = this.failing ? undefined : this.route(pathname, searchParams, body);
    response.writeHead(this.failing ? 500 : answer === undefined ? 404 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer ?? {}));
  }

  private route(path: string, query: URLSearchParams, body: Lookup): unknown {
    if (path === '/reconciliation/deals') {
      return page([...this.deals.values()], ({ dealId }) => dealId, query, isOpenDeal);
    }
    if (path === '/reconciliation/payouts') return this.payoutsPage(query);
    if (path === '/reconciliation/self-employed') {
      return page([...this.people.values()], ({ selfEmployedId }) => selfEmployedId, query);
    }
    if (path === '/reconciliation/deals/lookup') {
      const wanted = new Set(body.externalDealIds);
      return { items: [...this.deals.values()].filter((d) => wanted.has(d.externalDealId ?? '')) };
    }
    if (path === '/reconciliation/payouts/lookup') {
      const wanted = new Set(body.paymentIds);
      return { items: [...this.payouts.values()].filter((p) => wanted.has(p.paymentId ?? '')) };
    }
    if (path === '/reconciliation/self-employed/receipts') {
      const ids = body.selfEmployedIds ?? [];
      return {
        items: ids.map((id) => ({ selfEmployedId: id, receipts: this.receipts.get(id) ?? [] })),
      };
    }
    return this.deals.get(path.replace('/reconciliation/deals/', ''));
  }

  private payoutsPage(query: URLSearchParams): unknown {
    const dealId = query.get('dealId');
    const all = [...this.payouts.values()].filter((p) => dealId === null || p.dealId === dealId);
    return page(
      all,
      ({ payoutId }) => payoutId,
      query,
      ({ status }) => OPEN_PAYOUT.includes(status),
    );
  }
}

interface Lookup {
  externalDealIds?: string[];
  paymentIds?: string[];
  selfEmployedIds?: string[];
}

const isOpenDeal = ({ bankStatus }: DealSide): boolean =>
  bankStatus !== 'COMPLETED' && bankStatus !== 'CANCELLED';

function learn(record: DealFixture | PayoutFixture, type: string): void {
  record.facts = [...record.facts, type];
  record.reconciledFacts = [...record.reconciledFacts, type];
  record.changedAt = new Date().toISOString();
}

function page<T extends { changedAt: string }>(
  all: readonly T[],
  keyOf: (row: T) => string,
  query: URLSearchParams,
  isOpen: (row: T) => boolean = () => true,
) {
  const since = query.get('changedSince');
  const lately = (row: T): boolean => since !== null && row.changedAt >= since;
  const wanted = (row: T): boolean =>
    query.get('scope') === 'open' ? isOpen(row) || lately(row) : since === null || lately(row);
  const limit = Number(query.get('limit') ?? 1000);
  const after = query.get('after') ?? '';
  const rows = all
    .filter((row) => wanted(row) && keyOf(row) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? keyOf(last) : null };
}

async function readBody(request: IncomingMessage): Promise<Lookup> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : (JSON.parse(text) as Lookup);
}
