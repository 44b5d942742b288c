import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { type Call, OpsCommand } from '../../ops-command';

@SubCommand({ name: 'revoke', arguments: '<id>', description: 'end an access token now' })
export class TokensRevokeCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops tokens revoke <tokenId>'];

  async execute({ args, api, out }: Call<object>): Promise<undefined> {
    const [id = ''] = args;
    await api.delete(`/tokens/${part(id)}`);
    await out.result({ id, revoked: true }, () => `Revoked: ${id}`);
  }
}
