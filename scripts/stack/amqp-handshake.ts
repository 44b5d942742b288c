import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';

/** A node is ready in 7-9 s on two cores; a loaded machine or a first Docker start takes longer. */
const START_TIMEOUT_MS = 120_000;
const HANDSHAKE_TIMEOUT_MS = 5_000;
const POLL_MS = 250;

/** True when a broker completes an AMQP handshake: an open port alone may belong to a dying node. */
export async function amqpAnswers(url: string): Promise<boolean> {
  try {
    const connection = await connect(url, { timeout: HANDSHAKE_TIMEOUT_MS });
    connection.on('error', () => undefined);
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

/** Waits for the handshake; `check` is called between attempts and throws when waiting is useless. */
export async function awaitAmqp(url: string, check: () => void): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await amqpAnswers(url))) {
    check();
    if (Date.now() > deadline) throw new Error('RabbitMQ did not become ready in two minutes.');
    await sleep(POLL_MS);
  }
}
