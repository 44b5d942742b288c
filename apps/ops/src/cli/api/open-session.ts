import { CliError } from '../exit-codes';
import { OpsClient } from './ops-client';
import { type SessionView } from './ops.views';
import { type SignIn } from './sign-ins';
import { anonymous } from './target';

/** Trades a token, also a one-time one, for a session that ends by itself. */
export async function openSession(
  url: string,
  token: string,
): Promise<{ readonly view: SessionView; readonly signIn: SignIn }> {
  const client = new OpsClient(anonymous(url));
  const response = await client.request('POST', '/session', { token });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => pair.includes('='))
    .join('; ');
  if (cookie === '') throw new CliError('The ops service opened no session.');
  const view = (await response.json()) as SessionView;
  const { csrfToken, expiresAt, principal } = view;
  return { view, signIn: { cookie, csrfToken, expiresAt, name: principal.name } };
}
