import { createHmac } from 'node:crypto';

/**
 * A name for a person that tells nothing of them, so that records about one person are found where no
 * INN may stand: the same INN and key give the same name. Keyed, because all INNs could be tried.
 */
export function personRef(inn: string, key: string): string {
  return createHmac('sha256', key).update(`person:${inn}`).digest('hex');
}
