import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { type Call, OpsCommand } from '../../ops-command';
import { REASON, type ReasonFlags, reasonIfAny } from '../../options/start-options';

@SubCommand({
  name: 'redeliver',
  arguments: '<id>',
  description: 'publish a webhook again with the same identity',
})
export class EventsRedeliverCommand extends OpsCommand<ReasonFlags> {
  protected override readonly options = [REASON];
  protected override readonly explanation =
    'Whoever it already took effect at does nothing a second time.';
  protected readonly examples = [
    'tbank-ops events redeliver <eventId> --reason "INC-7: was handled by the broken version"',
  ];

  async execute({ args, flags, api, out }: Call<ReasonFlags>): Promise<undefined> {
    const [eventId = ''] = args;
    const reason = reasonIfAny(flags);
    const answer = await api.post<unknown>(`/events/${part(eventId)}/redeliver`, { reason });
    await out.result(answer ?? { eventId }, () => `Published again: ${eventId}`);
  }
}
