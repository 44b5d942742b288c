import { type DealSide } from '@lk/contracts';
import { isUuid } from '@lk/kernel';
import { type Gathering } from '../../application/timeline/gathering';
import { type SubjectReader } from '../../application/timeline/show-timeline.use-case';
import {
  NO_NAMES,
  type SubjectNames,
  type SubjectState,
  type TimelineSubject,
} from '../../application/timeline/timeline-subject';
import { type TimelineEntry } from '../../domain/timeline/timeline-entry';
import {
  type DealAnswer,
  type DealChangesAnswer,
  type PayoutAnswer,
  type SelfEmployedAnswer,
  type SelfEmployedFactsAnswer,
} from '../owners/owner.answers';
import { type Owner } from '../owners/owner';
import { type Owners } from '../owners/owners';
import { dealHistory, payoutHistory, receiptHistory, selfEmployedHistory } from './subject-history';

const UNKNOWN: SubjectState = { status: null };

type Text = string | null | undefined;
const known = (values: readonly Text[]): string[] => [
  ...new Set(values.filter((value) => typeof value === 'string')),
];
const eventsOf = (history: readonly TimelineEntry[]): string[] =>
  known(history.map(({ cause }) => (cause?.kind === 'command' ? undefined : cause?.id)));

/** A deal with its payouts: what happened to them happened to it. */
export class DealSubjectReader implements SubjectReader {
  constructor(private readonly owners: Owners) {}

  /** By our id or the bank's: the dead letter of an event knows only that one. */
  async read(asked: string, gathering: Gathering): Promise<TimelineSubject> {
    const subject = isUuid(asked) ? await this.readOwn(asked, gathering) : strangeDeal(asked);
    if (subject.state !== UNKNOWN || gathering.missing.length > 0) return subject;
    const id = await this.ownIdOf(asked, gathering);
    return id === undefined ? strangeDeal(asked) : this.readOwn(id, gathering);
  }

  private async readOwn(id: string, gathering: Gathering): Promise<TimelineSubject> {
    const { deal: owner, payout: payoutOwner } = this.owners;
    const [deal, changes, list] = await Promise.all([
      gathering.ask('deal', () => owner.get<DealAnswer>(`/deals/${id}`)),
      gathering.ask('deal changes', () => owner.get<DealChangesAnswer>(`/deals/${id}/changes`)),
      gathering.ask('payout', () =>
        payoutOwner.get<{ payouts: PayoutAnswer[] }>('/payouts', { dealId: id }),
      ),
    ]);
    const payouts = list?.payouts ?? [];
    const own = changes ? dealHistory(id, changes) : [];
    const history = [...own, ...payouts.flatMap((payout) => payoutHistory(payout))];
    const names = { ...dealNames(id, deal, payouts), eventIds: eventsOf(history) };
    return { kind: 'deal', id, state: deal ? stateOf(deal) : UNKNOWN, names, history };
  }

  private async ownIdOf(asked: string, gathering: Gathering): Promise<string | undefined> {
    const found = await gathering.ask('deal', () =>
      this.owners.deal.post<{ items: readonly DealSide[] }>('/reconciliation/deals/lookup', {
        externalDealIds: [asked],
      }),
    );
    return found?.items[0]?.dealId;
  }
}

/** We do not have it; events about it may lie among the dead letters all the same. */
const strangeDeal = (id: string): TimelineSubject => ({
  ...{ kind: 'deal', id, state: UNKNOWN, history: [] },
  names: { ...NO_NAMES, dealIds: [id], externalDealIds: [id] },
});

function dealNames(
  dealId: string,
  deal: DealAnswer | undefined,
  payouts: readonly PayoutAnswer[],
): SubjectNames {
  return {
    ...NO_NAMES,
    dealIds: [dealId],
    payoutIds: payouts.map(({ payoutId }) => payoutId),
    externalDealIds: known([
      deal?.externalDealId,
      ...payouts.map(({ externalDealId }) => externalDealId),
    ]),
    externalPaymentIds: known(payouts.map(({ paymentId }) => paymentId)),
  };
}

function stateOf({ status, bankStatus, amountKopecks, version }: DealAnswer): SubjectState {
  return { status, bankStatus, amountKopecks, version };
}

export class PayoutSubjectReader implements SubjectReader {
  constructor(private readonly owner: Owner) {}

  async read(id: string, gathering: Gathering): Promise<TimelineSubject> {
    const payout = await gathering.ask('payout', () =>
      this.owner.get<PayoutAnswer>(`/payouts/${id}`),
    );
    const history = payout ? payoutHistory(payout) : [];
    const state = payout
      ? { status: payout.status, amountKopecks: payout.amountKopecks, version: payout.version }
      : UNKNOWN;
    const names = { ...payoutNames(id, payout), eventIds: eventsOf(history) };
    return { kind: 'payout', id, state, names, history };
  }
}

function payoutNames(payoutId: string, payout: PayoutAnswer | undefined): SubjectNames {
  const { externalDealId, externalRecipientId, paymentId } = payout ?? {};
  const inShare = externalDealId && externalRecipientId;
  return {
    ...NO_NAMES,
    payoutIds: [payoutId],
    externalPaymentIds: known([paymentId]),
    externalRecipientIds: known([externalRecipientId]),
    ...(inShare && { share: { externalDealId, externalRecipientId } }),
  };
}

/** A person without their name: what the bank and events say of an id. */
export class SelfEmployedSubjectReader implements SubjectReader {
  constructor(private readonly owner: Owner) {}

  async read(id: string, gathering: Gathering): Promise<TimelineSubject> {
    const path = `/self-employed/${id}`;
    const [person, facts] = await Promise.all([
      gathering.ask('self-employed-risk', () => this.owner.get<SelfEmployedAnswer>(path)),
      gathering.ask('receipts', () => this.owner.get<SelfEmployedFactsAnswer>(`${path}/facts`)),
    ]);
    const history = [
      ...(person ? selfEmployedHistory(person) : []),
      ...(facts ? receiptHistory(id, facts) : []),
    ];
    const names: SubjectNames = {
      ...NO_NAMES,
      selfEmployedIds: [id],
      personRefs: known([facts?.personRef]),
      eventIds: eventsOf(history),
    };
    const state = person ? { status: person.status, version: person.version } : UNKNOWN;
    return { kind: 'self-employed', id, state, names, history };
  }
}
