import { SubCommand } from 'nest-commander';
import { type Call, OpsCommand } from '../../ops-command';
import { plainTable } from '../../output/plain-table';

@SubCommand({ name: 'list', description: 'access tokens, without the tokens themselves' })
export class TokensListCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops tokens list'];

  async execute({ api, out }: Call<object>): Promise<undefined> {
    const answer = await api.get<readonly object[] | { readonly tokens: readonly object[] }>(
      '/tokens',
    );
    const tokens = 'tokens' in answer ? answer.tokens : answer;
    await out.result(answer, () => (tokens.length === 0 ? 'No tokens.' : plainTable(tokens, out)));
  }
}
