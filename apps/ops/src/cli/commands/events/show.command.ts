import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { type EventView } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';
import { reasonIfAny } from '../../options/start-options';
import { paragraphs, type Printer } from '../../output/printer';
import { REVEAL_OPTIONS, revealed, type RevealFlags, revealedText } from '../reveal';

@SubCommand({ name: 'show', arguments: '<id>', description: 'one webhook as it came' })
export class EventsShowCommand extends OpsCommand<RevealFlags> {
  protected override readonly options = REVEAL_OPTIONS;
  protected readonly examples = [
    'tbank-ops events show <eventId>',
    'tbank-ops events show <eventId> --reveal --reason "INC-7: why quarantined"',
  ];

  async execute(call: Call<RevealFlags>): Promise<undefined> {
    const { args, flags, api, out } = call;
    if (flags.reveal) reasonIfAny(flags);
    const path = `/events/${part(args[0] ?? '')}`;
    const event = await api.get<EventView>(path);
    const payload = await revealed(call, `${path}/reveal`);
    const answer = payload === undefined ? event : { ...event, revealed: payload };
    await out.result(answer, () =>
      paragraphs(eventText(event, out), payload && revealedText(payload)),
    );
  }
}

const eventText = (event: EventView, out: Printer): string =>
  out.facts([
    ['Event', event.eventId],
    ['Type', event.type],
    ['Received', `${out.formats.time(event.receivedAt)} (${out.formats.zone})`],
    ['State', event.quarantineReason === null ? 'published' : 'quarantined'],
    ['Quarantined', event.quarantineReason],
    ['Came again', event.duplicates],
    ['Last time', event.lastDuplicateAt ? out.formats.time(event.lastDuplicateAt) : null],
    ['From', event.sourceAddress],
    ['Bytes', event.size],
  ]);
