import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { usageError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { REASON, type ReasonFlags, reasonOf } from '../../options/start-options';
import { recordText } from '../../output/record-text';

const ACTIONS = ['approve', 'reject', 'acknowledge'] as const;

interface ResolveFlags extends ReasonFlags {
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly acknowledge?: boolean;
}

@SubCommand({
  name: 'resolve',
  arguments: '<driftId>',
  description: 'decide on a drift: repair it, leave it, or say that it is known',
})
export class ReconcileResolveCommand extends OpsCommand<ResolveFlags> {
  protected override readonly options = [
    { flags: '--approve', description: 'carry out the repair that is proposed' },
    { flags: '--reject', description: 'do not' },
    { flags: '--acknowledge', description: 'it is known and somebody sees to it' },
    REASON,
  ];
  protected readonly examples = [
    'tbank-ops reconcile resolve <driftId> --approve --reason "the bank confirmed by phone"',
    'tbank-ops reconcile resolve <driftId> --acknowledge --reason "INC-7"',
  ];

  async execute({ args, flags, api, out }: Call<ResolveFlags>): Promise<undefined> {
    const [action, ...others] = ACTIONS.filter((name) => flags[name]);
    if (action === undefined || others.length > 0) {
      throw usageError('Give one of --approve, --reject, --acknowledge.');
    }
    const path = `/reconcile/drifts/${part(args[0] ?? '')}/resolve`;
    const body = { action, reason: reasonOf(flags) };
    const answer = (await api.post<Record<string, unknown> | undefined>(path, body)) ?? body;
    await out.result(answer, () => recordText(answer, out));
  }
}
