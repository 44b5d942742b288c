import { type Deal } from '../../domain/deal';
import { type Payment } from '../../domain/payments';
import { type Receipt } from '../../domain/receipts';
import { type SelfEmployedRecipient } from '../../domain/self-employed';
import { type SimulatorState } from '../simulator-state';

type Section = (state: SimulatorState) => readonly { at?: string; createdAt?: string }[];

/** Amounts are kopecks as text: the oracle never rounds. */
const SECTIONS: Record<string, Section> = {
  requests: ({ ledger }) => ledger.requests(),
  effects: ({ ledger }) => ledger.effects(),
  payments: ({ bank }) => bank.payments.all().map(paymentRow),
  incomingPayments: ({ bank }) =>
    bank.incoming.all().map(({ createdAt, amountKopecks, ...payment }) => ({
      ...payment,
      amountKopecks: amountKopecks?.toString() ?? null,
      createdAt: createdAt.toISOString(),
    })),
  deals: ({ bank }) => bank.deals.all().map(dealRow),
  selfEmployed: ({ bank }) => bank.selfEmployed.all().map(selfEmployedRow),
  receipts: ({ bank }) => bank.receipts.all().map(receiptRow),
  webhooks: ({ sender }) => sender.rows(),
};

export const SECTION_NAMES = Object.keys(SECTIONS);

/** The asked-for sections (all without a name) with the rows from `since` on. */
export function ledgerView(state: SimulatorState, section?: string, since?: Date) {
  const names = section === undefined ? SECTION_NAMES : [section];
  const rows = names.map((name) => [name, rowsSince(SECTIONS[name]?.(state) ?? [], since)]);
  const { receivedRequests, droppedRequests } = state.ledger;
  return { receivedRequests, droppedRequests, ...(Object.fromEntries(rows) as object) };
}

function rowsSince(rows: ReturnType<Section>, since: Date | undefined) {
  if (!since) return rows;
  const from = since.toISOString();
  return rows.filter((row) => (row.at ?? row.createdAt ?? '') >= from);
}

function paymentRow(payment: Payment) {
  const { paymentId, idempotencyKey, beneficiaryId, dealId, status, errorCode } = payment;
  return {
    paymentId,
    idempotencyKey,
    beneficiaryId,
    dealId,
    amountKopecks: payment.amountKopecks.toString(),
    status,
    errorCode,
    createdAt: payment.createdAt.toISOString(),
    settledAt: payment.settledAt?.toISOString(),
  };
}

function dealRow(deal: Deal) {
  const { dealId, accountNumber, status, steps } = deal;
  return {
    dealId,
    accountNumber,
    status,
    steps: steps.length,
    fundedKopecks: deal.fundedWithoutLimit ? null : deal.fundedKopecks.toString(),
    committedKopecks: deal.committedKopecks.toString(),
    paidOutKopecks: deal.paidOutKopecks.toString(),
    createdAt: deal.createdAt.toISOString(),
  };
}

function selfEmployedRow({ createdAt, ...recipient }: SelfEmployedRecipient) {
  const { id, inn, status, selfEmployedStatus } = recipient;
  return { id, inn, status, selfEmployedStatus, createdAt: createdAt.toISOString() };
}

function receiptRow({ receiptId, inn, status, amountKopecks, ...receipt }: Receipt) {
  return {
    receiptId,
    inn,
    status,
    amountKopecks: amountKopecks.toString(),
    paymentId: receipt.paymentId,
    dealId: receipt.dealId,
    createdAt: receipt.createdAt.toISOString(),
    cancelledAt: receipt.cancelledAt?.toISOString(),
  };
}
