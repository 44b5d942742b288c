import { runChild } from './child';

interface Target {
  readonly url: string;
  readonly secret: string;
  /** Of the ids in the bodies; see samples.ts. */
  readonly prefix: string;
}

/** As much as a number of connections can do, each with one request at a time. */
export interface FullLoad extends Target {
  readonly kind: 'full';
  readonly connections: number;
  /** Load before the clock starts. */
  readonly warmUpSeconds: number;
  /** The most to measure for; less when the webhooks run out. */
  readonly seconds: number;
  /** Made and signed beforehand. */
  readonly webhooks: number;
}

/** So many a second, whether or not the ones before are answered. */
export interface PacedLoad extends Target {
  readonly kind: 'paced';
  readonly perSecond: number;
  readonly webhooks: number;
}

/** What the load generator saw. */
export interface LoadResult {
  /** Answered with 200, those of the warm-up included. */
  readonly accepted: number;
  /** Answered with 200 while the clock ran. */
  readonly measured: number;
  /** Of the clock. */
  readonly seconds: number;
  /** What else came back, by status or error, with its number. */
  readonly refused: Readonly<Record<string, number>>;
  /** When each webhook was sent, in milliseconds since 1970, by its number. */
  readonly sentAtMs: readonly number[];
}

/** Sends webhooks from a process of its own. */
export const runLoad = (load: FullLoad | PacedLoad): Promise<LoadResult> =>
  runChild<LoadResult>('load-generator', load);
