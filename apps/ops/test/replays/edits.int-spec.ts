import { randomBytes, randomUUID } from 'node:crypto';
import { HEADERS } from '@lk/contracts';
import { eventually } from '@lk/testing';
import { type ConsumeMessage } from 'amqplib';
import { type EditView } from '../../src/adapters/replays/edit.views';
import { ReEncryptBodies } from '../../src/application/re-encrypt-bodies.use-case';
import { RepeatEdits } from '../../src/application/replays/repeat-edits.use-case';
import { APPROVER, ReplayStand } from './replay-stand';

const CANARY = 'Canary purpose 4711';
const KEY = `k1:${randomBytes(32).toString('base64')}`;

let stand: ReplayStand;
let delivered: ConsumeMessage[];

beforeEach(async () => {
  stand = await ReplayStand.open({ DATA_ENCRYPTION_KEY: KEY });
  await stand.startOps();
  delivered = [];
});
afterEach(() => stand.close());

const payoutOf = (more: object = {}) => ({
  ...{ payoutId: randomUUID(), dealId: randomUUID(), recipientId: 'agent' },
  ...{ amount: 100.5, purpose: CANARY, ...more },
});

interface Buried {
  readonly letterId: string;
  readonly messageId: string;
  readonly body: ReturnType<typeof payoutOf>;
}

async function buryPayout(properties: object = {}): Promise<Buried> {
  const body = payoutOf();
  const messageId = stand.bury({
    ...{ queue: 'payout.commands', type: 'payout.create', body },
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
  });
  return { letterId: await letterOf(messageId, 'payout.create'), messageId, body };
}

async function letterOf(messageId: string, type: string): Promise<string> {
  await stand.lettersOpen(1, type);
  const path = `/api/dead-letters?messageId=${messageId}`;
  const { body } = await stand.get_<{ deadLetters: { id: string }[] }>(path);
  return body.deadLetters[0]?.id ?? '';
}

const edit = async (letterId: string, body: unknown): Promise<EditView> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const given = { body: text, reason: 'A wrong purpose' };
  const answer = await stand.post<EditView>(`/api/dead-letters/${letterId}/edits`, given);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};

const act = (id: string, verb: string, actor?: string) =>
  stand.post<EditView>(`/api/edits/${id}/${verb}`, { reason: 'As agreed' }, actor);

const consume = (queue: string) =>
  stand.consume(queue, (message, channel) => {
    delivered.push(message);
    channel.ack(message);
  });

describe('an edit', () => {
  it('is sent as a message of its own, and the original is resolved', async () => {
    const { letterId, messageId, body } = await buryPayout();
    const { id, ...view } = await edit(letterId, { ...body, purpose: 'Mended' });
    expect(view).toMatchObject({ state: 'ready', problems: [], letterId });
    expect(view.diff).toEqual([{ path: 'purpose', money: false }]);
    await consume('payout.commands');
    expect(await act(id, 'replay')).toMatchObject({ status: 200, body: { state: 'sent' } });

    await expectDelivered(1);
    const [message] = delivered;
    expect(JSON.parse(message?.content.toString() ?? '')).toEqual({ ...body, purpose: 'Mended' });
    expect(message?.properties).toMatchObject({
      messageId: view.messageId,
      correlationId: messageId,
      headers: { [HEADERS.routingKey]: 'payout.create', [HEADERS.correlationId]: messageId },
    });
    const { body: letter } = await stand.get_(`/api/dead-letters/${letterId}`);
    expect(letter).toMatchObject({
      ...{ status: 'resolved', messageId },
      edits: [{ id, state: 'sent', messageId: view.messageId }],
    });
    expect(await act(id, 'replay')).toMatchObject({ status: 409 });
    expect((await stand.audit()).map(({ action }) => action)).toEqual([
      ...['edit.create', 'edit.replay', 'edit.replay'],
    ]);
  });

  it('of an event gets a new id in its envelope, too; who waits for an answer keeps his own', async () => {
    const messageId = stand.bury();
    const letterId = await letterOf(messageId, 'deal.created');
    const event = { specversion: '1.0', id: messageId, source: 'urn:tbank', type: 'deal.created' };
    const data = { dealId: `d-${messageId}`, comment: 'mended' };
    const made = await edit(letterId, { ...event, data });
    await consume('deal.events');
    await act(made.id, 'replay');
    await expectDelivered(1);
    expect(JSON.parse(delivered[0]?.content.toString() ?? '')).toMatchObject({
      ...{ id: made.messageId, data },
    });

    const command = await buryPayout({ replyTo: 'answers', correlationId: 'mine' });
    const other = await edit(command.letterId, { ...command.body, purpose: 'Mended' });
    await consume('payout.commands');
    await act(other.id, 'replay');
    await expectDelivered(2);
    expect(delivered[1]?.properties).toMatchObject({ replyTo: 'answers', correlationId: 'mine' });
  });

  it('of money waits for another person', async () => {
    const { letterId, body } = await buryPayout();
    const { id, ...view } = await edit(letterId, { ...body, amount: 100.49 });
    expect(view).toMatchObject({
      ...{ state: 'awaiting-approval', diff: [{ path: 'amount', money: true }] },
    });
    expect(await act(id, 'replay')).toMatchObject({ status: 409 });
    expect(await act(id, 'approve')).toMatchObject({ status: 403 });
    expect(await act(id, 'approve', 'olga:approver')).toMatchObject({ status: 422 });
    // Written in the browser, by way of the identity provider: another id, and still Olga.
    await stand.database.query(`UPDATE ops.edits SET created_by = 'oidc:u-1'`);
    expect(await act(id, 'approve', 'olga:approver')).toMatchObject({ status: 422 });
    expect(await act(id, 'approve', APPROVER)).toMatchObject({
      ...{ status: 200, body: { state: 'approved', decidedBy: 'anna' } },
    });
    await consume('payout.commands');
    expect(await act(id, 'replay')).toMatchObject({ status: 200 });
    await expectDelivered(1);
  });

  it('that is rejected is never sent', async () => {
    const { letterId, body } = await buryPayout();
    const { id } = await edit(letterId, { ...body, bankDetailsId: 'another' });
    expect(await act(id, 'reject', APPROVER)).toMatchObject({ body: { state: 'rejected' } });
    expect(await act(id, 'replay')).toMatchObject({ status: 409 });
    expect(await act(id, 'approve', APPROVER)).toMatchObject({ status: 409 });
  });

  it.each<[string, (body: object) => unknown, RegExp]>([
    ['another payout', (body) => ({ ...body, payoutId: randomUUID() }), /payoutId says what/],
    ['a wrong field', (body) => ({ ...body, purpose: '' }), /purpose must be longer/],
    ['an amount that is none', (body) => ({ ...body, amount: 'much' }), /amount must be rubles/],
    ['a text that is no JSON', () => '{"a":', /must be a JSON object/],
    ['a flood of brackets', () => `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, /too deep/],
    ['nothing', (body) => body, /Nothing differs/],
  ])('with %s is refused, and says why', async (_what, change, problem) => {
    const { letterId, body } = await buryPayout();
    const { id, ...view } = await edit(letterId, change(body));
    expect(view.state).toBe('refused');
    expect(view.problems.join('\n')).toMatch(problem);
    expect(await act(id, 'replay')).toMatchObject({ status: 409 });
  });

  it('of what took effect, or may have at the bank, is not sent', async () => {
    const { letterId, messageId, body } = await buryPayout();
    const { id } = await edit(letterId, { ...body, purpose: 'Mended' });
    stand.owner.add(messageId, 'completed');
    expect(await act(id, 'replay')).toMatchObject({ status: 422, body: { detail: /took effect/ } });
    stand.owner.handled.clear();
    await stand.database.query(
      `INSERT INTO tbank.bank_calls
         (idempotency_key, operation, business_id, request_hash, uncertain, unknown_since)
       VALUES (gen_random_uuid(), 'payments.create', $1, 'h', true, now())`,
      [body.payoutId],
    );
    expect(await act(id, 'replay')).toMatchObject({
      status: 422,
      body: { detail: /The bank may/ },
    });
    await stand.database.query('DELETE FROM tbank.bank_calls');
    stand.owner.silent = true;
    expect(await act(id, 'replay')).toMatchObject({ status: 503 });
  });

  it('that no queue takes is as it was before, and so is its letter', async () => {
    const { letterId, body } = await buryPayout();
    const { id } = await edit(letterId, { ...body, amount: 100.49 });
    await act(id, 'approve', APPROVER);
    await stand.broker.channel.deleteQueue(queue());
    const answer = await act(id, 'replay');
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer.body)).toContain('nothing was sent');
    await expectStates(id, 'approved', letterId, 'open');

    await stand.broker.channel.assertQueue(queue(), { durable: true });
    expect(await act(id, 'replay')).toMatchObject({ status: 200, body: { state: 'sent' } });
    await expectStates(id, 'sent', letterId, 'resolved');
  });

  it('that does not open is not taken for sending', async () => {
    const { letterId, body } = await buryPayout();
    const { id } = await edit(letterId, { ...body, purpose: 'Mended' });
    await stand.database.query(`UPDATE ops.edits SET body = 'broken'`);
    expect((await act(id, 'replay')).status).toBeGreaterThanOrEqual(400);
    await expectStates(id, 'ready', letterId, 'open');
  });

  it('whose try broke off is sent again after two minutes, under the same id', async () => {
    const { letterId, body } = await buryPayout();
    const { id, messageId } = await edit(letterId, { ...body, purpose: 'Mended' });
    const repeating = stand.ops.app.get(RepeatEdits);
    await interrupt(100);
    await repeating.execute();
    await expectStates(id, 'sending', letterId, 'replaying');

    // The try before may have sent it: that there is no queue now takes nothing back.
    await interrupt(130);
    await stand.broker.channel.deleteQueue(queue());
    await expect(repeating.execute()).rejects.toThrow('sent again by itself');
    await expectStates(id, 'sending', letterId, 'replaying');

    await interrupt(130);
    await stand.broker.channel.assertQueue(queue(), { durable: true });
    await repeating.execute();
    await expectStates(id, 'sent', letterId, 'resolved');
    await consume('payout.commands');
    await expectDelivered(1);
    expect(delivered[0]?.properties).toMatchObject({ messageId });
  });

  it('of a command that was rejected is what an edit is for', async () => {
    const { letterId, messageId, body } = await buryPayout();
    stand.owner.add(messageId, 'rejected', 'BANK_REFUSED');
    const { id } = await edit(letterId, { ...body, purpose: 'Mended' });
    expect(await act(id, 'replay')).toMatchObject({ status: 200 });
  });

  it('shows values to whom they are revealed only, and is stored encrypted', async () => {
    const { letterId, body } = await buryPayout();
    const { id } = await edit(letterId, { ...body, purpose: 'Another purpose 4712' });
    const rows = await stand.database.query<{ row: string; body: Buffer }>(
      'SELECT to_jsonb(e)::text AS row, body FROM ops.edits e',
    );
    expect(rows[0]?.row).not.toContain('purpose 471');
    expect(rows[0]?.body.toString('latin1')).not.toContain('purpose 471');
    const shown = await Promise.all([
      stand.get_(`/api/edits/${id}`),
      stand.get_('/api/edits?state=ready'),
      stand.get_(`/api/dead-letters/${letterId}`),
    ]);
    expect(JSON.stringify(shown)).not.toContain('purpose 471');
    expect(await act(id, 'reveal', 'v:viewer')).toMatchObject({ status: 403 });
    const { body: revealed } = await act(id, 'reveal');
    expect(revealed.diff).toEqual([
      { path: 'purpose', before: CANARY, after: 'Another purpose 4712', money: false },
    ]);
    expect((await stand.audit()).at(-1)).toMatchObject({
      action: 'edit.reveal',
      reason: 'As agreed',
    });
    await expectResealed(id);
    expect(JSON.stringify(stand.ops.logs)).not.toContain('purpose 471');
  });
});

const queue = (): string => stand.broker.names.of('payout.commands');

/** The tables as a process leaves them that dies while it sends an edit. */
async function interrupt(secondsAgo: number): Promise<void> {
  await stand.database.query(
    `UPDATE ops.edits SET state = 'sending', sent_by_name = 'olga',
       sent_at = now() - interval '${secondsAgo} seconds';
     UPDATE ops.dead_letters SET status = 'replaying'`,
  );
}

async function expectStates(
  id: string,
  state: string,
  letterId: string,
  status: string,
): Promise<void> {
  expect((await stand.get_(`/api/edits/${id}`)).body).toMatchObject({ state });
  expect((await stand.get_(`/api/dead-letters/${letterId}`)).body).toMatchObject({ status });
}

/** The rotation of keys moves edits to the newest key, too. */
async function expectResealed(id: string): Promise<void> {
  await stand.stopOps();
  stand.environment.DATA_ENCRYPTION_KEY = `k2:${randomBytes(32).toString('base64')},${KEY}`;
  await stand.startOps();
  // The letter and its edit.
  const result = await stand.ops.app.get(ReEncryptBodies).execute();
  expect(result).toEqual({ changed: 2, unreadable: 0 });
  const [row] = await stand.database.query<{ key_id: string }>('SELECT key_id FROM ops.edits');
  expect(row?.key_id).toBe('k2');
  expect((await act(id, 'reveal')).body.diff).toHaveLength(1);
}

async function expectDelivered(count: number): Promise<void> {
  await eventually(() => expect(delivered).toHaveLength(count));
}
