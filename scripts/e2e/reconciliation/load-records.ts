import { Client } from 'pg';
import { type DealFactKind } from '../../../apps/deal/src/domain/deal-facts';
import { deriveDealState } from '../../../apps/deal/src/domain/deal-state';
import {
  derivePayoutState,
  type PayoutFactKind,
} from '../../../apps/payout/src/domain/payout-state';
import { type PlannedDeal, type PlannedFact, type PlannedPayout } from './registry';

/** Rows of one statement. */
const BATCH = 1000;

const rowsOf = (columns: string): string => `jsonb_to_recordset($1::jsonb) AS r (${columns})`;

const STATEMENTS = {
  deals: `
    INSERT INTO deal.deals (deal_id, external_deal_id, account_number, amount_kopecks, status,
                            bank_status, contradictions, version, created_by, created_at, changed_at)
    SELECT deal_id, external_deal_id, '40702810000000000000', amount, status, bank_status,
           contradictions, 1, gen_random_uuid(), now() - interval '1 day',
           now() - interval '10 minutes'
    FROM ${rowsOf('deal_id uuid, external_deal_id text, amount bigint, status text, bank_status text, contradictions text[]')}`,
  recipients: `
    INSERT INTO deal.recipients (deal_id, recipient_id, position, role, legal_type, inn,
                                 external_recipient_id, share_kopecks, payout_status, paid_at)
    SELECT deal_id, recipient_id, position, 'agency', 'OOO', '7700000001', beneficiary_id, share,
           payout_status, CASE WHEN payout_status = 'paid_out' THEN now() END
    FROM ${rowsOf('deal_id uuid, recipient_id text, position integer, beneficiary_id text, share bigint, payout_status text')}`,
  dealFacts: `
    INSERT INTO deal.deal_facts (deal_id, kind, payment_id, cause_kind, cause_id, told_by_bank)
    SELECT deal_id, kind, '', cause_kind, 'loaded', cause_kind = 'event'
    FROM ${rowsOf('deal_id uuid, kind text, cause_kind text')}`,
  recipientPayouts: `
    INSERT INTO deal.recipient_payouts (payout_id, deal_id, recipient_id, status, amount_kopecks,
                                        paid_at, version)
    SELECT payout_id, deal_id, recipient_id, status, amount,
           CASE WHEN status = 'paid_out' THEN now() END, 1
    FROM ${rowsOf('payout_id uuid, deal_id uuid, recipient_id text, status text, amount bigint')}`,
  payouts: `
    INSERT INTO payout.payouts (payout_id, deal_id, external_deal_id, recipient_id,
                                external_recipient_id, account_number, amount_kopecks, purpose,
                                payment_id, status, paid_at, version, created_by, created_at, changed_at)
    SELECT payout_id, deal_id, external_deal_id, recipient_id, beneficiary_id, '40702810000000000000',
           amount, 'Loaded', payment_id, status, CASE WHEN status = 'paid_out' THEN now() END, 1,
           gen_random_uuid(), now() - interval '1 day', now() - interval '10 minutes'
    FROM ${rowsOf('payout_id uuid, deal_id uuid, external_deal_id text, recipient_id text, beneficiary_id text, amount bigint, payment_id text, status text')}`,
  payoutFacts: `
    INSERT INTO payout.payout_facts (payout_id, kind, cause_kind, cause_id, at, told_by_bank)
    SELECT payout_id, kind, cause_kind, 'loaded', now(), cause_kind = 'event'
    FROM ${rowsOf('payout_id uuid, kind text, cause_kind text')}`,
} as const;

/**
 * Writes deals and payouts into the tables of their owners, as these would have kept them after the
 * commands and webhooks of a life: the states come from the owners' own rules. For tests with ten
 * thousand deals, which would take most of an hour by command; nothing but a test may do this.
 */
export async function loadRecords(url: string, deals: readonly PlannedDeal[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (let at = 0; at < deals.length; at += BATCH) {
      const tables = rowsOfDeals(deals.slice(at, at + BATCH));
      for (const [table, sql] of Object.entries(STATEMENTS)) {
        await client.query(sql, [JSON.stringify(tables[table as keyof typeof STATEMENTS])]);
      }
    }
    await client.query('ANALYZE deal.deals, deal.recipients, deal.deal_facts, payout.payouts');
  } finally {
    await client.end();
  }
}

function rowsOfDeals(deals: readonly PlannedDeal[]): Record<keyof typeof STATEMENTS, object[]> {
  const payouts = deals.flatMap((deal) => deal.payouts.map((payout) => payoutRow(deal, payout)));
  return {
    deals: deals.map(dealRow),
    recipients: deals.flatMap(recipientRows),
    dealFacts: deals.flatMap(({ dealId, facts }) =>
      facts.map(({ kind, by }) => ({ deal_id: dealId, kind, cause_kind: by })),
    ),
    recipientPayouts: payouts,
    payouts,
    payoutFacts: deals.flatMap((deal) =>
      deal.payouts.flatMap((payout) =>
        payoutFacts(payout).map(({ kind, by }) => {
          return { payout_id: payout.payoutId, kind, cause_kind: by };
        }),
      ),
    ),
  };
}

function dealRow(deal: PlannedDeal): object {
  const { status, bankStatus, contradictions } = stateOf(deal);
  return {
    deal_id: deal.dealId,
    external_deal_id: deal.externalDealId,
    amount: deal.recipients.reduce((sum, { shareKopecks }) => sum + shareKopecks, 0),
    status,
    bank_status: bankStatus,
    contradictions,
  };
}

function recipientRows(deal: PlannedDeal): object[] {
  const { recipients } = stateOf(deal);
  return deal.recipients.map(({ recipientId, beneficiaryId, shareKopecks }, position) => ({
    deal_id: deal.dealId,
    recipient_id: recipientId,
    position,
    beneficiary_id: beneficiaryId,
    share: shareKopecks,
    payout_status: recipients[position]?.payoutStatus ?? 'pending',
  }));
}

function stateOf({ facts, recipients, payouts }: PlannedDeal) {
  return deriveDealState(
    facts.map(({ kind }) => ({ kind: kind as DealFactKind, paymentId: '' })),
    recipients.map(({ recipientId, shareKopecks }) => ({
      shareKopecks: BigInt(shareKopecks),
      payouts: payouts
        .filter((payout) => payout.recipientId === recipientId)
        .map((payout) => ({
          status: payout.status,
          amountKopecks: BigInt(payout.amountKopecks),
          paidAt: new Date(),
        })),
    })),
  );
}

function payoutFacts({ status }: PlannedPayout): PlannedFact[] {
  if (status === 'unknown') return [{ kind: 'outcome-unknown', by: 'command' }];
  return [
    { kind: 'accepted', by: 'command' },
    { kind: 'payout.initiated', by: 'event' },
    ...(status === 'paid_out' ? [{ kind: 'payout.completed', by: 'event' } as const] : []),
  ];
}

function payoutRow({ dealId, externalDealId }: PlannedDeal, payout: PlannedPayout): object {
  const kinds = payoutFacts(payout).map(({ kind }) => kind as PayoutFactKind);
  const { status } = derivePayoutState(new Set(kinds));
  if (status !== payout.status) throw new Error(`These facts give ${status}, not ${payout.status}`);
  return {
    payout_id: payout.payoutId,
    deal_id: dealId,
    external_deal_id: externalDealId,
    recipient_id: payout.recipientId,
    beneficiary_id: payout.beneficiaryId,
    amount: payout.amountKopecks,
    payment_id: payout.paymentId,
    status,
  };
}
