import { newFlow, type OidcClient, type OidcFlow } from './oidc-client';
import { type OidcTokens } from './oidc-tokens';
import { type Principal } from './principal';
import { isSecret } from './secrets';

/** What the provider sends the browser back with. */
export interface OidcAnswer {
  readonly code?: string;
  readonly state?: string;
}

/** Log-in with the identity provider in a browser. */
export class OidcLogIn {
  constructor(
    private readonly client: OidcClient,
    private readonly tokens: OidcTokens,
  ) {}

  begin(): { flow: OidcFlow; address: string } {
    const flow = newFlow();
    return { flow, address: this.client.addressOf(flow) };
  }

  /**
   * Who came back.
   * @returns undefined when the answer is not for this browser, or the provider stands for nobody
   * @throws HttpException as {@link OidcTokens} and {@link OidcClient}
   */
  async prove(
    { code, state }: OidcAnswer,
    flow: OidcFlow,
  ): Promise<Omit<Principal, 'via'> | undefined> {
    if (code === undefined || state === undefined || !isSecret(state, flow.state)) return undefined;
    const token = await this.client.exchange(code, flow);
    if (token === undefined) return undefined;
    const claims = await this.tokens.verify(token, this.client.settings.clientId);
    const nonce = claims?.nonce;
    if (!claims || typeof nonce !== 'string' || !isSecret(nonce, flow.nonce)) return undefined;
    return this.tokens.personOf(claims);
  }
}
