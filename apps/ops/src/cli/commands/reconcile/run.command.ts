import { SubCommand } from 'nest-commander';
import { type Call, OpsCommand } from '../../ops-command';
import { recordText } from '../../output/record-text';

const SCOPES = ['deals', 'payouts', 'self-employed', 'all'] as const;

interface RunFlags {
  readonly scope?: (typeof SCOPES)[number];
  readonly deal?: string;
}

@SubCommand({ name: 'run', description: 'compare with the bank now' })
export class ReconcileRunCommand extends OpsCommand<RunFlags> {
  protected override readonly options = [
    { flags: '--scope <scope>', description: 'what (default: all)', choices: SCOPES },
    { flags: '--deal <id>', description: 'this deal only' },
  ];
  protected readonly examples = [
    'tbank-ops reconcile run',
    'tbank-ops reconcile run --scope deals --deal <dealId>',
  ];

  async execute({ flags, api, out }: Call<RunFlags>): Promise<undefined> {
    const { scope, deal: dealId } = flags;
    const body = { scope: scope ?? (dealId === undefined ? 'all' : 'deals'), dealId };
    const run = await api.post<Record<string, unknown>>('/reconcile/runs', body);
    await out.result(run, () => recordText(run, out));
    out.note('How it goes: tbank-ops reconcile runs. What it found: tbank-ops reconcile drifts');
  }
}
