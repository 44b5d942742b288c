import { SubCommand } from 'nest-commander';
import { wholeNumber } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';
import { recordText } from '../../output/record-text';

interface RunsFlags {
  readonly limit?: number;
}

@SubCommand({ name: 'runs', description: 'the last runs and how they ended' })
export class ReconcileRunsCommand extends OpsCommand<RunsFlags> {
  protected override readonly options = [
    { flags: '--limit <n>', description: 'at most so many', parse: wholeNumber(1, 1000) },
  ];
  protected readonly examples = ['tbank-ops reconcile runs --limit 10'];

  async execute({ flags, api, out }: Call<RunsFlags>): Promise<undefined> {
    const { limit } = flags;
    const answer = await api.get<Record<string, unknown>>('/reconcile/runs', { limit });
    await out.result(answer, () => recordText(answer, out));
  }
}
