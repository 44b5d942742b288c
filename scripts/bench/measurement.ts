import { ratioOf, type Spread, spreadOf } from './statistics';

/** One line of the result. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: Spread;
  /** Of the measured figure above it to this one, from values of the same rounds. */
  readonly ratio?: Spread;
}

/** A figure by itself, one value per round. */
export function plain(name: string, unit: string, values: readonly number[]): Measurement {
  return { name, unit, value: spreadOf(values) };
}

/** A figure for comparison: `ratio` is the measured one's share of it. */
export function compared(
  name: string,
  unit: string,
  values: readonly number[],
  measured: readonly number[],
): Measurement {
  return { name, unit, value: spreadOf(values), ratio: ratioOf(measured, values) };
}
