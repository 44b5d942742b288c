import { randomUUID } from 'node:crypto';
import { readPerson } from './reads';
import { until } from './http';
import { type Person, samplePerson } from './sample-data';
import { type Stage } from './stage';

const QUEUE = 'self-employed-risk.events';

/** A cancelled receipt of a person whom we do not have: retried for half a minute, then a dead letter. */
export interface Failure {
  readonly person: Person;
  readonly eventId: string;
}

/** Sent before the story, so that its retries run out while the story is told. */
export async function sendTooEarly(stage: Stage): Promise<Failure> {
  stage.chapter('a webhook comes too early: about a person who is not registered yet');
  const person = samplePerson();
  const eventId = randomUUID();
  stage.doomed.add(eventId);
  const data = { inn: person.inn, receiptId: `receipt-${eventId}` };
  await stage.act(
    'bank',
    'receipt.cancelled',
    () => stage.http.webhook('receipt.cancelled', data, { id: eventId }),
    (status) => `answered ${status}`,
  );
  return { person, eventId };
}

/** What fails is seen as a group with its cause; the cause is mended; the group is replayed. */
export async function mendAndReplay(stage: Stage, { person, eventId }: Failure): Promise<void> {
  stage.chapter('on call: the dead letter is seen, its cause mended, and it is replayed');
  const group = await stage.ops.group(QUEUE, 'ENTITY_NOT_FOUND', 1);
  stage.checks.equal(
    'one group with its cause',
    [group.type, group.open],
    ['receipt.cancelled', 1],
  );
  const selfEmployedId = randomUUID();
  await stage.command('self-employed.register', { selfEmployedId, ...person });

  const plan = await stage.ops.plan(group.key);
  const { replay, alreadyDone } = plan.plan?.verdicts ?? {};
  stage.checks.equal('the plan: one to replay, none done before', [replay, alreadyDone], [1, 0]);
  const job = await stage.act(
    'on call',
    'replays the group',
    async () => {
      const reason = 'The person is registered now';
      await stage.ops.start(plan.id, { reason, canary: 1, rate: 10 });
      return stage.ops.ended(plan.id);
    },
    ({ state, progress }) => `${state}, ${progress.succeeded ?? 0} succeeded`,
  );
  stage.checks.equal('the replay succeeded', job.progress.succeeded, 1);
  const seen = await until(
    'the cancelled receipt',
    () => readPerson(stage, selfEmployedId),
    ({ cancelledReceipts }) => cancelledReceipts > 0,
  );
  stage.checks.equal('the event took effect once', seen.cancelledReceipts, 1);
  const [letter] = await stage.ops.letters(`messageId=${eventId}`);
  stage.checks.equal('the dead letter is resolved', letter?.status, 'resolved');
}
