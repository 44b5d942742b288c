import { type BankJournalRepository } from '../../adapters/replays/bank-journal.repository';
import { type LetterFacts } from '../../adapters/replays/letter-facts.repository';
import { type OwnerAnswer, type OwnersGateway } from '../../adapters/replays/owners.gateway';
import { isInDoubt, type OpenCall } from '../../domain/replays/bank-doubt';
import { canBeAsked } from '../../domain/replays/message-identity';
import { type ReplayTarget, replayTarget } from '../../domain/replays/owners';
import { type Handled, judge, type Judgement } from '../../domain/replays/verdict';

/** A letter that is judged, with the id under which its owners remember it. */
export interface Candidate {
  readonly facts: LetterFacts;
  readonly ownerId: string | undefined;
  readonly readable: boolean;
}

export interface JudgedLetter extends Candidate {
  readonly target: ReplayTarget | undefined;
  readonly judgement: Judgement;
}

/** What owners said, and who of them was silent. */
export class OwnerAnswers {
  constructor(private readonly byOwner: ReadonlyMap<string, OwnerAnswer>) {}

  /** Undefined when one of the owners is silent. */
  of(owners: readonly string[], id: string | undefined): readonly Handled[] | undefined {
    const found: Handled[] = [];
    for (const owner of owners) {
      const answer = this.byOwner.get(owner);
      if (!answer) return undefined;
      const handled = id === undefined ? undefined : answer.get(id);
      if (handled) found.push(handled);
    }
    return found;
  }
}

/** Which of these may be sent: the owners are asked, and the journal of bank calls. */
export class JudgeLetters {
  constructor(
    private readonly owners: OwnersGateway,
    private readonly journal: BankJournalRepository,
  ) {}

  async execute(candidates: readonly Candidate[]): Promise<JudgedLetter[]> {
    const aimed = candidates.map((candidate) => {
      return { ...candidate, target: replayTarget(candidate.facts) };
    });
    const open = aimed.filter(({ facts }) => facts.status === 'open');
    const [answers, calls] = await Promise.all([this.ask(open), this.openCalls(open)]);
    return aimed.map((letter): JudgedLetter => {
      const { facts, ownerId, readable, target } = letter;
      const owners = target?.owners ?? [];
      const judgement = judge({
        status: facts.status,
        readable,
        canBeAsked: ownerId === undefined || canBeAsked(ownerId),
        hasTarget: target !== undefined,
        handled: answers.of(owners, ownerId),
        owners: owners.length,
        outcomeUnknown: isInDoubt(facts, calls),
      });
      return { ...letter, judgement };
    });
  }

  /** Each owner once, all at the same time. One id that it does not take would cost all answers. */
  async ask(
    letters: readonly {
      readonly ownerId: string | undefined;
      readonly target: ReplayTarget | undefined;
    }[],
  ): Promise<OwnerAnswers> {
    const ids = new Map<string, Set<string>>();
    for (const { ownerId, target } of letters) {
      for (const owner of target?.owners ?? []) {
        const asked = ids.get(owner) ?? new Set();
        ids.set(owner, ownerId !== undefined && canBeAsked(ownerId) ? asked.add(ownerId) : asked);
      }
    }
    const answers = [...ids].map(async ([owner, asked]) => {
      return [owner, await this.owners.handled(owner, [...asked])] as const;
    });
    return new OwnerAnswers(new Map(await Promise.all(answers)));
  }

  private openCalls(letters: readonly Candidate[]): Promise<OpenCall[]> {
    const commands = letters.map(({ facts }) => facts).filter(({ kind }) => kind === 'command');
    const ids = commands
      .flatMap(({ dealId, payoutId, selfEmployedId }) => [dealId, payoutId, selfEmployedId])
      .filter((id) => id !== null);
    return this.journal.openCalls([...new Set(ids)], [...new Set(ids.map((id) => `deal:${id}`))]);
  }
}
