import { createHash } from 'node:crypto';

const QUOTED = /"[^"]*"|'[^']*'|«[^»]*»|`[^`]*`/gu;
/** Any token with a digit in it: numbers, uuids, hex, ids like `deal-17`. */
const WITH_DIGIT = /[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu;
const MAX_LENGTH = 300;

/** An error message without what differs between two failures of one cause. Idempotent. */
export function normaliseMessage(message: string): string {
  const text = message.slice(0, 2000).replace(QUOTED, '?').replace(WITH_DIGIT, '#');
  return text.replace(/\s+/gu, ' ').trim().slice(0, MAX_LENGTH).trim();
}

export interface FingerprintParts {
  readonly queue: string;
  readonly type?: string;
  readonly errorCode: string;
  /** Apart from the message, whose numbers do not count: 422 and 429 are two causes. */
  readonly bankErrorCode?: string;
  readonly errorMessage: string;
}

/** 128 bits in lower-case hex; the same for every failure of one cause. */
export function fingerprintOf(parts: FingerprintParts): string {
  const { queue, type = '', errorCode, bankErrorCode = '', errorMessage } = parts;
  const text = JSON.stringify([
    queue,
    type,
    errorCode,
    bankErrorCode,
    normaliseMessage(errorMessage),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
