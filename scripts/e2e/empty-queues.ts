import { SUBSCRIPTIONS } from '@lk/contracts';
import {
  AmqpConfig,
  declareTopology,
  RetrySchedule,
  systemTopology,
  TopologyNames,
} from '@lk/messaging';
import { connect } from 'amqplib';
import { ensureStack, externalUrls } from '../stack';

/** Retries of systems that are to give up soon. */
export const SHORT_RETRY = { RETRY_BASE_MS: 100, RETRY_MAX_ATTEMPTS: 5 };

/**
 * What an earlier story left in a private broker speaks of deals that are forgotten: the database of
 * the next one begins empty.
 */
export async function emptyQueues(): Promise<void> {
  if (externalUrls().amqpUrl) return;
  const { amqpUrl } = await ensureStack({ report: () => undefined });
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  for (const retry of [new AmqpConfig(), SHORT_RETRY]) {
    const { delaysMs } = new RetrySchedule(retry.RETRY_BASE_MS, retry.RETRY_MAX_ATTEMPTS);
    const topology = systemTopology(new TopologyNames(), delaysMs, SUBSCRIPTIONS);
    await declareTopology(channel, topology);
    for (const { name } of topology.queues) await channel.purgeQueue(name);
  }
  await connection.close();
}
