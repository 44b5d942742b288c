import { createHash } from 'node:crypto';
import { isJsonObject } from '@lk/kernel';
import { ServiceUnavailableException } from '@nestjs/common';
import { newSecret } from './secrets';

/** The provider answers in milliseconds; a person waits for it. */
const TIMEOUT_MS = 10_000;

export interface OidcClientSettings {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly redirectUrl: string;
  readonly scope: string;
}

/** What ties the answer of the provider to the browser that was sent there. */
export interface OidcFlow {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: a stolen code is worth nothing without it. */
  readonly verifier: string;
}

export const newFlow = (): OidcFlow => ({
  state: newSecret(),
  nonce: newSecret(),
  verifier: newSecret(),
});

/** The authorization code flow with PKCE, as a client of the provider. */
export class OidcClient {
  constructor(readonly settings: OidcClientSettings) {}

  addressOf({ state, nonce, verifier }: OidcFlow): string {
    const { authorizationUrl, clientId, redirectUrl, scope } = this.settings;
    const url = new URL(authorizationUrl);
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUrl,
      scope,
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.toString();
  }

  /**
   * @returns the ID token; undefined when the provider does not take the code
   * @throws ServiceUnavailableException when it does not answer
   */
  async exchange(code: string, { verifier }: OidcFlow): Promise<string | undefined> {
    const answer = await this.post({ code, code_verifier: verifier });
    if (answer.status >= 500) throw unreachable();
    const body: unknown = answer.ok ? await answer.json().catch(() => undefined) : undefined;
    const token = isJsonObject(body) ? body.id_token : undefined;
    return typeof token === 'string' ? token : undefined;
  }

  /** RFC 6749, 2.3.1: id and secret are form-encoded before they are joined. */
  private async post(more: Readonly<Record<string, string>>): Promise<Response> {
    const { clientId, clientSecret, redirectUrl, tokenUrl } = this.settings;
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUrl, ...more };
    const pair = [clientId, clientSecret ?? ''].map(encodeURIComponent).join(':');
    const basic = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    try {
      return await fetch(tokenUrl, {
        method: 'POST',
        headers: { accept: 'application/json', ...(clientSecret === undefined ? {} : basic) },
        body: new URLSearchParams(
          clientSecret === undefined ? { ...form, client_id: clientId } : form,
        ),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      throw unreachable();
    }
  }
}

const unreachable = (): Error =>
  new ServiceUnavailableException('The identity provider cannot be reached');
