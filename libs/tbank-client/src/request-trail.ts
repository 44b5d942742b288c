import { AsyncLocalStorage } from 'node:async_hooks';

const trail = new AsyncLocalStorage<string[]>();

/** The answer of some calls, and the request ids they were sent under, oldest first. */
export interface Traced<T> {
  readonly answer: T;
  readonly requestIds: readonly string[];
}

/** Runs `work` and tells the `X-Request-Id` of each call to the bank it made: evidence for the bank. */
export async function tracedRequests<T>(work: () => Promise<T>): Promise<Traced<T>> {
  const requestIds: string[] = [];
  const answer = await trail.run(requestIds, work);
  return { answer, requestIds };
}

/** Called by the transport for each call. */
export function noteRequest(requestId: string): void {
  trail.getStore()?.push(requestId);
}
