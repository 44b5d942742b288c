import { permanentError } from './app-error';

/** At most two decimals, no exponent, at most 13 digits of rubles: ten trillion is beyond any deal. */
const RUBLES = /^(\d{1,13})(?:\.(\d{1,2}))?$/;

/**
 * Rubles as they stand on the wire (a JSON number, or text) in kopecks.
 * Works on the shortest decimal text of the number, so no floating-point arithmetic is done.
 * @throws AppError `AMOUNT_INVALID` for a negative, fractional-kopeck, exponent or non-finite value.
 */
export function rublesToKopecks(rubles: number | string): bigint {
  const match = RUBLES.exec(String(rubles));
  if (!match) {
    throw permanentError('AMOUNT_INVALID', 'An amount must be rubles with at most two decimals');
  }
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
}

/** Kopecks as decimal text of rubles: 150050n -> `1500.50`. */
export function kopecksToText(kopecks: bigint): string {
  const sign = kopecks < 0n ? '-' : '';
  const digits = (kopecks < 0n ? -kopecks : kopecks).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Kopecks as the JSON number of rubles that the bank's wire wants: 150050n -> 1500.5. */
export function kopecksToRubles(kopecks: bigint): number {
  return Number(kopecksToText(kopecks));
}

/** Whether a value is an amount in rubles that {@link rublesToKopecks} accepts. */
export function isRubles(value: unknown): value is number | string {
  return (typeof value === 'number' || typeof value === 'string') && RUBLES.test(String(value));
}
