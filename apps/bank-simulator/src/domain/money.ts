/** Sixteen significant digits no longer survive a JSON number, so larger amounts are refused. */
const RUBLES = /^(\d{1,13})(?:\.(\d{1,2}))?$/;

/**
 * Rubles of the wire (a JSON number) as kopecks. The shortest decimal text of the number is read
 * digit by digit, so that 0.29 is 29 kopecks and never 28.999. Returns nothing for what is not an
 * amount: a string, a sign, three decimals, an exponent.
 */
export function kopecksFromRubles(value: unknown): bigint | undefined {
  if (typeof value !== 'number') return undefined;
  const match = RUBLES.exec(String(value));
  if (!match) return undefined;
  const [, rubles = '0', fraction = ''] = match;
  return BigInt(rubles) * 100n + BigInt(fraction.padEnd(2, '0'));
}

/** Kopecks as the JSON number of rubles the bank writes. */
export function rublesFromKopecks(kopecks: bigint): number {
  const fraction = (kopecks % 100n).toString().padStart(2, '0');
  return Number(`${kopecks / 100n}.${fraction}`);
}
