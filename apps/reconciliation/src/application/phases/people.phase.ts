import { type SelfEmployedSide } from '@lk/contracts';
import { SELF_EMPLOYED_PAGE_SIZE } from '@lk/tbank-client';
import { isBusy, type ListedPerson } from '../../adapters/bank.reader';
import { comparePerson } from '../../domain/compare-person';
import { type Finding } from '../../domain/finding';
import { NotBelieved, type Phase, type RunContext, RunPostponed, type Write } from '../run-context';
import { type Reading } from './reading';

/** The bank's list of people may be asked for once in ten minutes by all services: no longer wait. */
const LONGEST_WAIT_MS = 900_000;

/**
 * Everybody of the bank's list beside everybody of ours. The whole list at once, and in memory: there
 * are thousands of people where there are millions of deals, and the list is to be had once in ten
 * minutes. Their INNs stay in memory, to ask for receipts with.
 */
export class PeoplePhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext): Promise<Write> {
    const ours = await allPeople(this.reading);
    const known = ours.filter(({ externalRecipientId }) => externalRecipientId !== null);
    if (known.length === 0) {
      context.memory.people = [];
      return this.reading.writer.of(context, { stats: { ownReads: 1 } });
    }
    const listed = await listPeople(this.reading, context, known);
    const findings: Finding[] = known.flatMap((side) =>
      comparePerson(side, listed.get(side.externalRecipientId ?? '')),
    );
    const compared = known.length;
    return this.reading.writer.of(context, {
      findings,
      checked: { 'self-employed': ours.map(({ selfEmployedId }) => selfEmployedId) },
      stats: { compared, live: compared, liveCompared: compared, bankCalls: 1, ownReads: 1 },
    });
  }
}

/** Reads the bank's list and keeps whose receipts can be asked for. */
export async function listPeople(
  reading: Reading,
  { memory }: RunContext,
  known: readonly SelfEmployedSide[],
): Promise<Map<string, ListedPerson>> {
  const listed = await readList(reading);
  if (listed.size === 0) throw new NotBelieved('EMPTY_LIST');
  memory.people = known.flatMap(({ selfEmployedId, externalRecipientId }) => {
    const inn = listed.get(externalRecipientId ?? '')?.inn;
    return inn === undefined ? [] : [{ selfEmployedId, inn }];
  });
  return listed;
}

/** @throws RunPostponed when somebody has asked for the list less than ten minutes ago */
async function readList({ bank }: Reading): Promise<Map<string, ListedPerson>> {
  const listed = new Map<string, ListedPerson>();
  try {
    for (let offset = 0; ; offset += SELF_EMPLOYED_PAGE_SIZE) {
      const page = await bank.people(offset);
      const before = listed.size;
      for (const person of page) listed.set(person.recipientId, person);
      if (page.length < SELF_EMPLOYED_PAGE_SIZE) return listed;
      if (listed.size === before) throw new NotBelieved('REPEATED_PAGE');
    }
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new RunPostponed(Math.min(error.retryAfterMs ?? 1000, LONGEST_WAIT_MS));
  }
}

/** Everybody whom we have, in the order of our ids. */
export async function allPeople({ sides, config }: Reading): Promise<SelfEmployedSide[]> {
  const people: SelfEmployedSide[] = [];
  let after: string | undefined;
  do {
    const page = await sides.people({ after, limit: config.RECONCILIATION_OWN_PAGE_ROWS });
    people.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return people;
}
