import { queryPostgres } from '../stack';
import { type Cabinet } from './cabinet';

/**
 * The dead letters of a queue: those that wait there and those that on call has taken in, which is
 * within moments. The depth of the dead-letter queue alone is always nothing.
 */
export async function countDeadLetters(
  cabinet: Cabinet,
  databaseUrl: string,
  queue: string,
): Promise<number> {
  const [row] = await queryPostgres(
    databaseUrl,
    `SELECT count(*)::int AS letters FROM ops.dead_letters WHERE queue = '${queue}'`,
  );
  return (await cabinet.depth(`${queue}.dlq`)) + Number(row?.letters);
}
