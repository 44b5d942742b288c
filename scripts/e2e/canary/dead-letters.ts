import { type LetterView, type Ops } from '../../demo/ops';
import { type Sight } from './watched-broker';

/** What the sender wrote on the envelope, and what therefore goes with its message wherever it goes. */
const SENDERS_OWN = ['messageId', 'correlationId', 'replyTo'];

/** The same among the headers of a dead letter, as the contract asks for them. */
const SENDERS_OWN_HEADERS = ['x-correlation-id', 'x-command-id', 'x-event-id'];

interface Revealed {
  readonly headers: object;
  readonly properties: object;
}

/** Dead letters as on call has them: what lists show, and what is on the envelopes. */
export interface SeenLetters {
  readonly views: readonly Sight[];
  readonly envelopes: readonly Sight[];
  readonly errorCodes: readonly string[];
}

/**
 * Not the bodies: a body is the message itself, which is kept whole so that it can be replayed, and
 * which on call sees only by a reveal that is recorded.
 */
export async function seeDeadLetters(ops: Ops): Promise<SeenLetters> {
  const letters = await allLetters(ops);
  const envelopes = await Promise.all(letters.map((letter) => envelopeOf(ops, letter)));
  const groups = await ops.groups();
  const views = [...letters, ...groups].map((view) => sight('view of dead letters', view));
  return { views, envelopes, errorCodes: letters.map(({ errorCode }) => errorCode) };
}

async function allLetters(ops: Ops): Promise<LetterView[]> {
  const letters: LetterView[] = [];
  let after = '';
  for (;;) {
    const page = await ops.page(after);
    letters.push(...page.deadLetters);
    if (page.next === null) return letters;
    after = `&after=${page.next}`;
  }
}

async function envelopeOf(ops: Ops, { id, queue }: LetterView): Promise<Sight> {
  const reason = 'The canary test looks at envelopes';
  const { headers, properties } = await ops.ask<Revealed>('POST', `/dead-letters/${id}/reveal`, {
    reason,
  });
  const envelope = {
    ...without(properties, [...SENDERS_OWN, 'headers']),
    headers: without(headers, SENDERS_OWN_HEADERS),
  };
  return sight(`dead letter: ${queue}`, envelope);
}

const sight = (place: string, value: object): Sight => ({ place, text: JSON.stringify(value) });

const without = (values: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
