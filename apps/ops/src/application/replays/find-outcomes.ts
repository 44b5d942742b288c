import { type SentItem } from '../../adapters/replays/letter-facts.repository';
import { replayTarget } from '../../domain/replays/owners';
import { type Handled } from '../../domain/replays/verdict';
import { type JudgeLetters } from './judge-letters';
import { type Settlement } from './settle-items';

/**
 * What became of messages that were sent. The owner's word comes first: what took effect took effect,
 * even if another copy of it failed. Then the letter: the intake counts each failure of it.
 */
export class FindOutcomes {
  constructor(private readonly judging: JudgeLetters) {}

  /** Of those that are decided; the others are not in the answer. */
  async execute(items: readonly SentItem[]): Promise<Settlement[]> {
    const asked = items.map((item) => {
      const target = item.letter && replayTarget(item.letter);
      return { item, target, ownerId: item.ownerId ?? undefined };
    });
    const answers = await this.judging.ask(asked);
    return asked.flatMap(({ item, target, ownerId }) => {
      const owners = target?.owners ?? [];
      const handled = answers.of(owners, ownerId) ?? [];
      const whole = owners.length > 0 && handled.length >= owners.length;
      return outcomeOf(item, whole ? handled : []) ?? [];
    });
  }
}

function outcomeOf(item: SentItem, handled: readonly Handled[]): Settlement | undefined {
  const { position, letterId, letter } = item;
  const refusal = handled.find(({ status }) => status === 'rejected' || status === 'failed');
  if (handled.length > 0 && !refusal) {
    return { position, letterId, to: 'succeeded', letterTo: 'resolved' };
  }
  const failed = { position, letterId, to: 'failed_again', letterTo: 'open' } as const;
  if (letter && letter.occurrences > item.occurrencesBefore) {
    return { ...failed, errorCode: letter.errorCode, errorMessage: letter.errorMessage };
  }
  if (!refusal) return undefined;
  // Refused by our own rules: the sender was answered, and there is no dead letter to see it by.
  const errorMessage = 'The command was carried out to its end: it was rejected';
  return { ...failed, errorCode: refusal.errorCode ?? 'COMMAND_REJECTED', errorMessage };
}
