import { type TransactionRunner } from '@lk/persistence';
import { type BankReader } from '../adapters/bank.reader';
import { type Drift, DRIFT_COLUMNS } from '../adapters/drift.repository';
import { bankWord } from '../domain/bank-sides';
import { mapSome } from './compare-pairs';
import { type RunContext } from './run-context';

/** `moved`: the bank is elsewhere by now; `contradicted`: about the record itself it says what we say. */
export type Doubt = 'moved' | 'contradicted';

const ABOUT_TO_BE_REPAIRED = `
  SELECT ${DRIFT_COLUMNS} FROM drifts
  WHERE scope = $1 AND last_run = $2 AND status = 'open' AND action = 'repair'
    AND subject_kind IN ('deal', 'payout') AND repair ->> 'kind' = 'facts' AND drift_id > $3
  ORDER BY drift_id LIMIT $4`;

/** What each payout status of ours is called at the bank. */
const OUR_PAYMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
  bank_hold: ['PENDING', 'IN_PROGRESS'],
  paid_out: ['SUCCEEDED'],
  failed: ['FAILED', 'CANCELLED'],
};

/**
 * Asks the bank for each record once more before a fact about it is published: a list that lies about a
 * few rows is under every budget.
 */
export class Confirmation {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly bank: BankReader,
  ) {}

  /** @returns the drifts of the page that the bank did not confirm */
  async doubts(
    { run, scope }: RunContext,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<ReadonlyMap<string, Doubt>> {
    const parameters = [scope, run.runId, after, limit];
    const drifts = await this.transactions.query<Drift>(ABOUT_TO_BE_REPAIRED, parameters);
    const doubts = await mapSome(drifts, async (drift) => {
      const word = await this.wordNow(drift);
      return [drift.driftId, doubtOf(drift, word)] as const;
    });
    return new Map(doubts.flatMap(([driftId, doubt]) => (doubt ? [[driftId, doubt]] : [])));
  }

  private async wordNow(drift: Drift): Promise<string | undefined> {
    const { side } =
      drift.subjectKind === 'deal'
        ? await this.bank.deal(drift.externalDealId ?? '')
        : await this.bank.payment(String(drift.bank.paymentId));
    return side && bankWord(side.status);
  }
}

export function doubtOf(
  { subjectKind, ours, bank }: Pick<Drift, 'subjectKind' | 'ours' | 'bank'>,
  word: string | undefined,
): Doubt | undefined {
  if (word === bank.status) return undefined;
  const own =
    subjectKind === 'deal'
      ? [ours.bankStatus]
      : (OUR_PAYMENT_WORDS[String(ours.status)] ?? ['PENDING']);
  return word === undefined || own.includes(word) ? 'contradicted' : 'moved';
}
