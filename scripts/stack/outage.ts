import { pausePrivateBroker, startPrivateBroker } from './broker';
import { startPrivatePostgres, stopPrivatePostgres } from './postgres';
import { readStackState, type StackState } from './state';

/**
 * Outages for tests: each server goes away and comes back alone, on the same port, with its data.
 * They throw where the server is not a private one of ours.
 */
export async function stopBroker(): Promise<void> {
  await pausePrivateBroker(own('broker'));
}

/** Brings the private broker back after `stopBroker` or a crash, with its queues. */
export async function startBroker(): Promise<void> {
  const { port } = own('broker');
  samePort(port, await startPrivateBroker(() => undefined, true));
}

/** Stops the private Postgres as an operator would: open transactions are rolled back. */
export async function stopPostgres(): Promise<void> {
  await stopPrivatePostgres(own('postgres'));
}

/** Brings the private Postgres back after `stopPostgres` or a crash. */
export async function startPostgres(): Promise<void> {
  const { port } = own('postgres');
  samePort(port, await startPrivatePostgres());
}

function own<Name extends 'postgres' | 'broker'>(name: Name): NonNullable<StackState[Name]> {
  const state = readStackState()[name];
  if (!state) throw new Error(`There is no private ${name} to stop or start.`);
  return state;
}

function samePort(former: number, { port }: { port: number }): void {
  if (port === former) return;
  throw new Error(`Port ${former} was taken by another process; the server is on ${port} now.`);
}
