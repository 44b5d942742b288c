import { Command } from 'nest-commander';
import { OpsClient } from '../../api/ops-client';
import { SignIns } from '../../api/sign-ins';
import { findUrl } from '../../api/target';
import { CliError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';

@Command({ name: 'logout', description: 'end the sign-in' })
export class LogoutCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops logout'];

  async execute({ flags, out, host }: Call<object>): Promise<undefined> {
    const url = findUrl(host, flags.url);
    const signIns = new SignIns(host.configFolder);
    const signIn = signIns.find(url);
    // Here first: who cannot reach the service is signed out of this machine all the same.
    signIns.forget(url);
    if (signIn) {
      const { cookie, csrfToken } = signIn;
      await end(new OpsClient({ url, headers: { cookie }, csrfToken, signedInBy: 'login' }));
    }
    const signedOut = signIn !== undefined;
    await out.result({ url, signedOut }, () =>
      signedOut ? `Signed out of ${url}.` : `There is no sign-in at ${url}.`,
    );
  }
}

/** A session that has ended already is as good. */
async function end(client: OpsClient): Promise<void> {
  try {
    await client.delete('/session');
  } catch (error) {
    if (!(error instanceof CliError) || !error.message.startsWith('You are not')) throw error;
  }
}
