import { Command } from 'nest-commander';
import { type SessionView } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';

@Command({ name: 'whoami', description: 'who you are to the ops service, and what you may' })
export class WhoAmICommand extends OpsCommand {
  protected readonly examples = ['tbank-ops whoami'];

  async execute({ api, out }: Call<object>): Promise<undefined> {
    const { principal, expiresAt = null } = await api.get<SessionView>('/session');
    const { url, signedInBy } = api.target;
    // Without the token against forged requests: it is a credential.
    await out.result({ principal, expiresAt, url }, () =>
      out.facts([
        ['Name', principal.name],
        ['Role', principal.role],
        ['Id', principal.id],
        ['By', signedInBy],
        ['At', url],
        ['Until', expiresAt ? out.formats.time(expiresAt) : null],
      ]),
    );
  }
}
