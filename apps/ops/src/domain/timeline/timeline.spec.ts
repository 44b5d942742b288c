import fc from 'fast-check';
import { linkCauses } from './link-causes';
import { ENTRY_KINDS, inOrder, knownIds, type TimelineEntry } from './timeline-entry';

const entry = (more: Partial<TimelineEntry>): TimelineEntry => ({
  at: '2026-01-01T00:00:00.000Z',
  kind: 'state',
  title: 'deal.status',
  status: null,
  cause: null,
  ids: {},
  details: {},
  ...more,
});
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

describe('inOrder', () => {
  it('is oldest first, and causes before their effects in one moment, in whatever order it came', () => {
    const entries = [0, 0, 1, 5].flatMap((second) =>
      ENTRY_KINDS.map((kind) => entry({ at: at(second), kind })),
    );
    const shuffled = fc.shuffledSubarray(entries, { minLength: entries.length });
    fc.assert(
      fc.property(shuffled, (given) => {
        const seen = inOrder(given).map(({ at: time, kind }) => [time, ENTRY_KINDS.indexOf(kind)]);
        expect(seen).toEqual(
          [...seen].sort(([a, x], [b, y]) => (a === b ? Number(x) - Number(y) : a! < b! ? -1 : 1)),
        );
      }),
    );
  });
});

describe('knownIds', () => {
  it('leaves out what is not known', () => {
    expect(knownIds({ a: '1', b: null, c: undefined, d: '' })).toEqual({ a: '1' });
  });
});

describe('linkCauses', () => {
  const command = (
    id: string,
    from: number,
    to: number | null,
    more: Partial<TimelineEntry> = {},
  ) =>
    entry({
      at: at(from),
      kind: 'command',
      title: 'payout.create',
      ids: { commandId: id, subject: 'payout:p-1' },
      details: { finishedAt: to === null ? null : at(to) },
      ...more,
    });
  const call = (second: number, more: Partial<TimelineEntry> = {}) =>
    entry({
      at: at(second),
      kind: 'bank-call',
      title: 'payments.create',
      ids: { businessId: 'p-1' },
      ...more,
    });
  const causeIn = (...entries: TimelineEntry[]) =>
    linkCauses(entries).find(({ kind }) => kind === 'bank-call')?.cause;

  it('names the command during which a call was sent', () => {
    expect(causeIn(command('c-1', 1, 3), command('c-2', 4, 6), call(5))).toEqual({
      kind: 'command',
      id: 'c-2',
    });
    expect(causeIn(command('c-1', 1, null), call(5))).toEqual({ kind: 'command', id: 'c-1' });
  });

  it('names the command of a step by the deal of the step', () => {
    const deal = { title: 'deal.step.create', ids: { commandId: 'c', subject: 'deal:d-1' } };
    const step = call(2, { title: 'steps.create', ids: { businessId: 'd-1/s-1' } });
    expect(causeIn(command('c', 1, 3, deal), step)).toEqual({ kind: 'command', id: 'c' });
  });

  it.each([
    ['two would fit', [command('c-1', 1, null), command('c-2', 1, null), call(2)]],
    ['it was sent before', [command('c-1', 3, null), call(2)]],
    ['it was sent after the answer', [command('c-1', 1, 2), call(3)]],
    [
      'the command is about something else',
      [command('c-1', 1, 3), call(2, { ids: { businessId: 'p-2' } })],
    ],
    ['the command makes no such call', [command('c-1', 1, 3, { title: 'deal.accept' }), call(2)]],
    ['the call is of another kind', [command('c-1', 1, 3), call(2, { title: 'reports.read' })]],
  ])('names none when %s', (_what, entries) => {
    expect(causeIn(...entries)).toBeNull();
  });

  it('counts what a webhook and a command changed', () => {
    const webhook = entry({ kind: 'webhook', ids: { eventId: 'e-1' } });
    const change = (id: string) => entry({ cause: { kind: 'event', id } });
    const linked = linkCauses([
      webhook,
      change('e-1'),
      change('e-1'),
      change('e-2'),
      command('c', 0, 1),
    ]);
    expect(linked[0]?.details).toEqual({ changes: 2 });
    expect(linked.at(-1)?.details).toMatchObject({ changes: 0 });
  });
});
