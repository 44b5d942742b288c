import { type ItemVerdict } from './job';

/** What the plan counts of one letter. */
export interface PlannedLetter {
  readonly type: string | null;
  readonly errorCode: string;
  readonly queue: string;
  readonly lastFailedAt: Date;
  readonly amountKopecks: bigint;
  readonly verdict: ItemVerdict;
  /** A command, which its owner carries out at the bank. */
  readonly callsBank: boolean;
}

type Counts = Record<string, number>;

/** The figures of a plan as they are stored between two batches of it. */
export interface StoredFigures {
  readonly byType: Counts;
  readonly byError: Counts;
  readonly byQueue: Counts;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly amountKopecks: string;
  readonly verdicts: Partial<Record<ItemVerdict, number>>;
  readonly wouldCallBank: number;
}

export const NO_FIGURES: StoredFigures = {
  byType: {},
  byError: {},
  byQueue: {},
  oldest: null,
  newest: null,
  amountKopecks: '0',
  verdicts: {},
  wouldCallBank: 0,
};

/** Types and codes are few; should they not be, the rest is counted together. */
const MAX_KEYS = 200;
const OTHERS = '(others)';
const NONE = '(none)';

/** The figures with one batch more. */
export function addFigures(
  figures: StoredFigures,
  letters: readonly PlannedLetter[],
): StoredFigures {
  const sum = {
    byType: { ...figures.byType },
    byError: { ...figures.byError },
    byQueue: { ...figures.byQueue },
    verdicts: { ...figures.verdicts },
  };
  let amount = BigInt(figures.amountKopecks);
  let wouldCallBank = figures.wouldCallBank;
  for (const letter of letters) {
    count(sum.byType, letter.type ?? NONE);
    count(sum.byError, letter.errorCode);
    count(sum.byQueue, letter.queue);
    sum.verdicts[letter.verdict] = (sum.verdicts[letter.verdict] ?? 0) + 1;
    amount += letter.amountKopecks;
    if (letter.callsBank && letter.verdict === 'replay') wouldCallBank += 1;
  }
  return { ...sum, ...spanOf(figures, letters), amountKopecks: amount.toString(), wouldCallBank };
}

function count(counts: Counts, key: string): void {
  const known = Object.hasOwn(counts, key) || Object.keys(counts).length < MAX_KEYS;
  const name = known ? key : OTHERS;
  counts[name] = (counts[name] ?? 0) + 1;
}

function spanOf(figures: StoredFigures, letters: readonly PlannedLetter[]) {
  const times = letters.map(({ lastFailedAt }) => lastFailedAt.toISOString());
  const all = [...times, figures.oldest, figures.newest].filter((time) => time !== null).sort();
  return { oldest: all[0] ?? null, newest: all.at(-1) ?? null };
}
