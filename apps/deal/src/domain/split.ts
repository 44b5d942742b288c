/** Who gets how much of a deal, before the arithmetic. */
export interface SplitPart {
  readonly splitType: 'percent' | 'fixed';
  /** Percent with at most ten decimals, or rubles with at most two; by `splitType`. */
  readonly splitValue: number | string;
}

export type SplitProblem =
  | 'MIXED_SPLIT_TYPES'
  | 'PERCENTS_DO_NOT_SUM_TO_100'
  | 'FIXED_DO_NOT_SUM_TO_AMOUNT'
  | 'SHARE_IS_ZERO'
  | 'VALUE_TOO_PRECISE';

export type SplitResult =
  | { readonly ok: true; readonly sharesKopecks: readonly bigint[] }
  | { readonly ok: false; readonly problem: SplitProblem };

/** Decimals of a percent: a third of a deal of 100 million rubles is then right to the kopeck. */
const PERCENT_DECIMALS = 10;
const WHOLE = 100n * 10n ** BigInt(PERCENT_DECIMALS);

/**
 * The shares of a deal in kopecks, in the order of the parts; they always sum to the amount. Percents
 * are rounded down and the remainder goes to the first part.
 */
export function splitAmount(amountKopecks: bigint, parts: readonly SplitPart[]): SplitResult {
  const types = new Set(parts.map((part) => part.splitType));
  if (types.size !== 1) return failed('MIXED_SPLIT_TYPES');
  return types.has('percent')
    ? splitByPercent(amountKopecks, parts)
    : splitFixed(amountKopecks, parts);
}

function splitByPercent(amountKopecks: bigint, parts: readonly SplitPart[]): SplitResult {
  const units = parts.map((part) => decimalUnits(part.splitValue, PERCENT_DECIMALS));
  if (!allKnown(units)) return failed('VALUE_TOO_PRECISE');
  if (sum(units) !== WHOLE) return failed('PERCENTS_DO_NOT_SUM_TO_100');
  const shares = units.map((unit) => (amountKopecks * unit) / WHOLE);
  const [first = 0n, ...others] = shares;
  return checked([first + amountKopecks - sum(shares), ...others]);
}

function splitFixed(amountKopecks: bigint, parts: readonly SplitPart[]): SplitResult {
  const shares = parts.map((part) => decimalUnits(part.splitValue, 2));
  if (!allKnown(shares)) return failed('VALUE_TOO_PRECISE');
  if (sum(shares) !== amountKopecks) return failed('FIXED_DO_NOT_SUM_TO_AMOUNT');
  return checked(shares);
}

/** A share of nothing can never be paid out, so the deal could never end. */
function checked(shares: readonly bigint[]): SplitResult {
  return shares.every((share) => share > 0n)
    ? { ok: true, sharesKopecks: shares }
    : failed('SHARE_IS_ZERO');
}

/** The decimal text of a number as an integer of its last place; no floating-point arithmetic. */
function decimalUnits(value: number | string, decimals: number): bigint | undefined {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(value));
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > decimals) return undefined;
  return BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`);
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
const failed = (problem: SplitProblem): SplitResult => ({ ok: false, problem });
const allKnown = (values: (bigint | undefined)[]): values is bigint[] =>
  values.every((value) => value !== undefined);
