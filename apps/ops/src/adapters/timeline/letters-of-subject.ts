import { MOST_ENTRIES } from '../../application/timeline/timeline-source';
import { type SubjectNames } from '../../application/timeline/timeline-subject';

const newest = (condition: string): string => `
  (SELECT id, month FROM dead_letters WHERE ${condition}
   ORDER BY last_failed_at DESC LIMIT ${MOST_ENTRIES})`;

/** `id` and `month` of the letters about a record: one look at an index for each of its names. */
export const LETTERS_OF_SUBJECT = [
  newest('deal_id = ANY($1::text[])'),
  newest('external_deal_id = ANY($2::text[])'),
  newest('payout_id = ANY($3::text[])'),
  newest('self_employed_id = ANY($4::text[])'),
  newest('external_payment_id = ANY($5::text[])'),
  newest('message_id = ANY($6::text[])'),
  newest('external_deal_id = $7 AND external_recipient_id = $8 AND external_payment_id IS NULL'),
].join(' UNION ');

/** The parameters of {@link LETTERS_OF_SUBJECT}. */
export function letterParameters(names: SubjectNames): unknown[] {
  const { share } = names;
  return [
    names.dealIds,
    lowered(names.externalDealIds),
    names.payoutIds,
    names.selfEmployedIds,
    lowered(names.externalPaymentIds),
    lowered(names.eventIds),
    share ? lowered([share.externalDealId])[0] : null,
    share ? lowered([share.externalRecipientId])[0] : null,
  ];
}

const UUID = /^[0-9a-f-]{36}$/i;

/** As letters keep ids: uuids in lower case, others as they are. */
const lowered = (ids: readonly string[]): string[] =>
  ids.map((id) => (UUID.test(id) ? id.toLowerCase() : id));
