import { Command } from 'nest-commander';
import { openSession } from '../../api/open-session';
import { SignIns } from '../../api/sign-ins';
import { findUrl } from '../../api/target';
import { CliError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { readToken } from './read-token';

interface LoginFlags {
  readonly tokenFile?: string;
}

@Command({
  name: 'login',
  description: 'sign in with a token; it is read from the terminal or stdin',
})
export class LoginCommand extends OpsCommand<LoginFlags> {
  protected override readonly options = [
    { flags: '--token-file <path>', description: 'read the token from this file' },
  ];
  protected override readonly explanation = [
    'Takes an access token or the one-time token that npm start prints. What is kept is a session that',
    'ends by itself, in ~/.config/tbank-ops, readable by you only. Scripts set OPS_TOKEN instead.',
  ].join('\n');
  protected readonly examples = [
    'tbank-ops login',
    'tbank-ops login --url https://ops.example.org --token-file ./token',
  ];

  async execute({ flags, out, host }: Call<LoginFlags>): Promise<undefined> {
    const url = findUrl(host, flags.url);
    const token = await readToken(host, flags.tokenFile);
    const { view, signIn } = await this.open(url, token);
    new SignIns(host.configFolder).keep(url, signIn);
    const { principal, expiresAt } = view;
    await out.result({ principal, expiresAt, url }, () =>
      out.facts([
        ['Signed in as', principal.name],
        ['Role', principal.role],
        ['At', url],
        ['Until', expiresAt ? out.formats.time(expiresAt) : null],
      ]),
    );
    if (host.env.OPS_TOKEN ?? host.env.OPS_TOKEN_FILE) {
      out.note('OPS_TOKEN is set and goes before this sign-in: unset OPS_TOKEN OPS_TOKEN_FILE');
    }
  }

  private async open(url: string, token: string) {
    try {
      return await openSession(url, token);
    } catch (error) {
      if (!(error instanceof CliError) || !error.message.startsWith('You are not')) throw error;
      throw new CliError('The token is not valid: misspelt, used up, revoked or too old.', 1, [
        'A one-time token works once; npm start prints a new one.',
        'An administrator makes tokens: tbank-ops tokens create <name> --role operator',
      ]);
    }
  }
}
