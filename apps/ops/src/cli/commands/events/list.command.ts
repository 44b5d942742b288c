import { SubCommand } from 'nest-commander';
import { type EventView } from '../../api/ops.views';
import { time } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';
import { type Printer } from '../../output/printer';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';

interface EventFlags extends PageFlags {
  readonly type?: string;
  readonly state?: string;
  readonly since?: string;
  readonly until?: string;
  readonly deal?: string;
}

@SubCommand({ name: 'list', description: 'webhooks of the bank as they came, newest first' })
export class EventsListCommand extends OpsCommand<EventFlags> {
  protected override readonly options = [
    { flags: '--type <name>', description: 'this type, for example payment.completed' },
    {
      flags: '--state <state>',
      description: 'published, or kept because it was not understood',
      choices: ['published', 'quarantined'],
    },
    time('--since <time>', 'received at or after'),
    time('--until <time>', 'received before'),
    { flags: '--deal <id>', description: 'about this deal' },
    ...PAGE_OPTIONS,
  ];
  protected readonly examples = [
    'tbank-ops events list --since 30m',
    'tbank-ops events list --state quarantined',
    'tbank-ops events list --deal <id> --all --json',
  ];

  async execute({ flags, api, out }: Call<EventFlags>): Promise<undefined> {
    const { type, state, since, until, deal: dealId } = flags;
    const query = { type, state, since, until, dealId };
    const answer = await readPages<'events', EventView>(api, '/events', 'events', query, flags);
    await out.result(answer, () => eventTable(answer.events, out));
    const more = moreText(answer.next);
    if (more !== undefined) out.note(more);
  }
}

function eventTable(events: readonly EventView[], out: Printer): string {
  if (events.length === 0) return 'No webhooks.';
  const columns = [
    { title: 'Event', flexible: false },
    { title: out.timeTitle('Received') },
    { title: 'Type', flexible: true },
    { title: 'State', flexible: true },
    { title: 'Again', right: true, optional: true },
  ];
  const rows = events.map((event) => [
    event.eventId,
    out.formats.shortTime(event.receivedAt),
    event.type,
    event.quarantineReason ?? 'published',
    event.duplicates,
  ]);
  return out.table(columns, rows);
}
