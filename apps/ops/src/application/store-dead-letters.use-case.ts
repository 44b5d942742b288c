import { type Clock } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type IdentityRepository, type KnownLetter } from '../adapters/identity.repository';
import { type LetterRepository, type NewLetter } from '../adapters/letter.repository';
import { type RollupRepository } from '../adapters/rollup.repository';
import { type ReadLetter } from '../domain/dead-letter';
import { newLetterId } from '../domain/letter-id';
import { isUnsettled } from '../domain/letter-status';
import { monthOf } from '../domain/months';
import { type Counted, RollupChanges } from '../domain/rollup-changes';

/** What a copy was: a new letter, one that is stored already, or a new failure of a known letter. */
export type StoreOutcome = 'new' | 'merged' | 'reopened';

/**
 * Stores letters. When it returns they are committed; when it throws, those of the last round are
 * not, and storing all of them again changes nothing for the others.
 */
export class StoreDeadLetters {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly identities: IdentityRepository,
    private readonly letters: LetterRepository,
    private readonly rollups: RollupRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns what became of each letter, in their order */
  async execute(letters: readonly ReadLetter[]): Promise<StoreOutcome[]> {
    const outcomes = new Map<ReadLetter, StoreOutcome>();
    for (const round of roundsOf(letters)) {
      const results = await this.transactions.run((tx) => this.storeRound(tx, round));
      for (const [letter, outcome] of results) outcomes.set(letter, outcome);
    }
    return letters.map((letter) => outcomes.get(letter) ?? 'merged');
  }

  /** @param round each identity once, sorted by identity */
  private async storeRound(
    tx: Transaction,
    round: readonly ReadLetter[],
  ): Promise<Map<ReadLetter, StoreOutcome>> {
    const now = this.clock.now();
    const month = monthOf(now);
    const claims = round.map((letter): NewLetter => ({ id: newLetterId(now), month, letter }));
    const { fresh, known } = await this.sort(tx, claims);
    await this.letters.insert(tx, fresh, now);
    const changes = new RollupChanges();
    const outcomes = new Map<ReadLetter, StoreOutcome>();
    for (const { letter } of fresh) {
      changes.came(countedOf(letter));
      outcomes.set(letter, 'new');
    }
    for (const [letter, stored] of known) {
      outcomes.set(letter, await this.merge(tx, stored, letter, changes));
    }
    await this.rollups.apply(tx, changes, now);
    return outcomes;
  }

  private async sort(
    tx: Transaction,
    claims: readonly NewLetter[],
  ): Promise<{ fresh: NewLetter[]; known: Map<ReadLetter, KnownLetter> }> {
    const claim = ({ id, month, letter: { identity } }: NewLetter) => {
      return { identity, letterId: id, month };
    };
    const claimed = await this.identities.claim(tx, claims.map(claim));
    const isFresh = ({ letter }: NewLetter): boolean =>
      claimed.has(letter.identity.toString('hex'));
    const fresh = claims.filter(isFresh);
    const others = claims.filter((item) => !isFresh(item));
    const locked = await this.identities.lockKnown(
      tx,
      others.map(({ letter }) => letter.identity),
    );
    const byIdentity = new Map(locked.map((letter) => [letter.identity.toString('hex'), letter]));
    const known = new Map<ReadLetter, KnownLetter>();
    for (const item of others) {
      const stored = byIdentity.get(item.letter.identity.toString('hex'));
      if (stored) known.set(item.letter, stored);
      else {
        await this.identities.repoint(tx, claim(item));
        fresh.push(item);
      }
    }
    return { fresh, known };
  }

  private async merge(
    tx: Transaction,
    stored: KnownLetter,
    letter: ReadLetter,
    changes: RollupChanges,
  ): Promise<StoreOutcome> {
    if (isSameCopy(stored, letter)) return 'merged';
    if (letter.lastFailedAt < stored.lastFailedAt) {
      await this.letters.addEarlier(tx, stored, letter);
      return 'merged';
    }
    await this.letters.reopen(tx, stored, letter, this.clock.now());
    changes.went(stored);
    // Ids and amount are those of the first reading: the body is the same.
    const { dealKey, amountKopecks } = stored;
    changes.came({ ...countedOf(letter), type: stored.type, dealKey, amountKopecks });
    return 'reopened';
  }
}

/**
 * Delivered once more because its acknowledgement got lost. A copy that does not tell when it failed
 * is the same one as long as the letter is not settled; afterwards it might be a new failure, and
 * one look too many is better than a message that nobody sees.
 */
function isSameCopy(stored: KnownLetter, { copyKey }: ReadLetter): boolean {
  if (copyKey === '') return isUnsettled(stored.status);
  return stored.copyKey === copyKey || stored.earlierCopyKeys.includes(copyKey);
}

function countedOf(letter: ReadLetter): Counted {
  const { fingerprint, queue, kind, type, errorCode, bankErrorCode, errorMessage } = letter;
  return {
    ...{ fingerprint, queue, kind, type, errorCode, bankErrorCode, errorMessage },
    status: 'open',
    dealKey: letter.dealId ?? letter.externalDealId,
    amountKopecks: letter.amountKopecks ?? 0n,
    lastFailedAt: letter.lastFailedAt,
  };
}

/** Each round has an identity once: a second copy must find the first one stored. */
function roundsOf(letters: readonly ReadLetter[]): ReadLetter[][] {
  const rounds: Map<string, ReadLetter>[] = [];
  for (const letter of letters) {
    const key = letter.identity.toString('hex');
    const free = rounds.find((round) => !round.has(key));
    if (free) free.set(key, letter);
    else rounds.push(new Map([[key, letter]]));
  }
  return rounds.map((round) =>
    [...round.values()].sort((a, b) => Buffer.compare(a.identity, b.identity)),
  );
}
