import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request of the port mapper's protocol: two bytes of length, then 'k' for "end yourself". */
const KILL_REQUEST = Buffer.from([0, 1, 0x6b]);
const PATIENCE_MS = 5000;
const POLL_MS = 100;

/**
 * Ends the private Erlang port mapper, which outlives its broker on purpose. Asked over its own
 * protocol because it is a daemon without a pid file; it refuses while a node is still registered.
 */
export async function stopEpmd(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (await sendKill(port)) {
    if (Date.now() > deadline) throw new Error(`The Erlang port mapper on ${port} does not end.`);
    await sleep(POLL_MS);
  }
}

/** False when nobody listens. */
function sendKill(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(KILL_REQUEST));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('close', (hadError) => {
      resolve(!hadError);
    });
    socket.resume();
  });
}
