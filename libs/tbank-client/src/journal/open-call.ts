import { canonicalJson, sha256Hex, sleep, toAppError } from '@lk/kernel';
import { type BankRequest, type ChangingCall } from '../bank-call';
import { type CallFacts, TBankCallPendingError } from '../errors/tbank-errors';
import { type BankCallJournal } from './bank-call-journal';

/** Another change about the same thing usually ends within the bank's usual answer. */
const PENDING_WAIT_MS = 2000;
const PENDING_POLL_MS = 100;

/** Waiting for a change whose outcome is unknown: a quarter of its age, up to a minute. */
const PENDING_RETRY_MS = { least: 200, most: 60_000, shareOfAge: 0.25 };

/**
 * Writes a change down before it is sent; a read needs no journal.
 * @throws TBankCallPendingError while another change about the same thing has no known outcome; what the
 * check of the change throws
 */
export async function openCall(
  journal: BankCallJournal,
  { change, method, path, body }: BankRequest,
  facts: CallFacts,
): Promise<{ readonly mayHaveBeenDone: boolean }> {
  if (!change) return { mayHaveBeenDone: false };
  const requestHash = sha256Hex(canonicalJson([method, path, body ?? null]));
  const giveUpAt = Date.now() + PENDING_WAIT_MS;
  for (;;) {
    const answer = await journal.begin({ call: change, requestHash });
    if (answer.verdict === 'go') {
      if (!answer.uncertain) await check(journal, change, facts);
      return { mayHaveBeenDone: answer.uncertain };
    }
    if (answer.unknown || Date.now() >= giveUpAt) {
      throw new TBankCallPendingError({ ...facts, retryAfterMs: retryMs(answer.waitedMs) });
    }
    await sleep(PENDING_POLL_MS);
  }
}

async function check(
  journal: BankCallJournal,
  { key, check: ask }: ChangingCall,
  { requestId }: CallFacts,
): Promise<void> {
  try {
    await ask?.();
  } catch (error) {
    const { code: outcome } = toAppError(error);
    await journal.finish(key, { sent: false, outcome, requestId, uncertain: false });
    throw error;
  }
}

function retryMs(waitedMs: number): number {
  const { least, most, shareOfAge } = PENDING_RETRY_MS;
  return Math.round(Math.min(most, Math.max(least, waitedMs * shareOfAge)));
}
