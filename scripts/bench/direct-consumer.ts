import { runChild } from './child';

/** What the consumer without a broker is given. */
export interface DirectConsumerRequest {
  readonly databaseUrl: string;
  readonly poolSize: number;
  /** Events in hand at once, as many as the broker would deliver. */
  readonly concurrency: number;
  readonly prefix: string;
  readonly deals: number;
}

/** Handles the events of a round in a process of its own; returns how many. */
export const consumeDirectly = (request: DirectConsumerRequest): Promise<number> =>
  runChild<number>('direct-consumer', request);
