import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

const ALGORITHM = 'ES256';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' };
  return { kid, privateKey, publicJwk };
}

/** How a token differs from a good one. */
export interface TokenOptions {
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  /** A key that is not among the published ones, under the id of one that is. */
  readonly forged?: boolean;
  readonly claims?: Record<string, unknown>;
}

/** An OpenID provider with real keys over real HTTP: a key set, and a token endpoint with PKCE. */
export class IdentityProvider {
  /** What it was asked, path by path. */
  readonly asked: string[] = [];
  /** Form and authorization of the last request for a token. */
  lastExchange?: { form: URLSearchParams; authorization?: string };
  private readonly codes = new Map<string, { challenge: string; idToken: string }>();

  private constructor(
    private readonly server: Server,
    private readonly key: SigningKey,
    private readonly wrong: SigningKey,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const keys = [await newKey('one'), await newKey('one')] as const;
    const provider = new IdentityProvider(server, ...keys);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void provider.answer(request, response);
    });
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Of ops. */
  get environment(): Record<string, string> {
    return {
      OPS_OIDC_ISSUER: this.url,
      OPS_OIDC_AUDIENCE: 'ops-api',
      OPS_OIDC_JWKS_URL: `${this.url}/keys`,
      OPS_OIDC_ROLE_CLAIM: 'realm_access.roles',
      OPS_OIDC_ROLES: 'operator=on-call,approver=leads',
      OPS_OIDC_CLIENT_ID: 'ops-page',
      OPS_OIDC_CLIENT_SECRET: 'sample:secret of the page',
      OPS_OIDC_AUTHORIZATION_URL: `${this.url}/authorize?tenant=1`,
      OPS_OIDC_TOKEN_URL: `${this.url}/token`,
    };
  }

  token(options: TokenOptions = {}): Promise<string> {
    const { audience = 'ops-api', issuer = this.url, expiresIn = 60, forged = false } = options;
    const now = Math.floor(Date.now() / 1000);
    const { kid, privateKey } = forged ? this.wrong : this.key;
    const claims = { realm_access: { roles: ['on-call'] }, preferred_username: 'olga' };
    return new SignJWT({ sub: 'u-1', ...claims, ...options.claims })
      .setProtectedHeader({ alg: ALGORITHM, kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now - 120)
      .setExpirationTime(now + expiresIn)
      .sign(privateKey);
  }

  /** What happens at the provider's own page: the person logs in, and gets a code. */
  async logIn(address: string, options: TokenOptions = {}): Promise<URL> {
    const { searchParams: asked } = new URL(address);
    const code = `code-${this.codes.size}`;
    const claims = { nonce: asked.get('nonce'), ...options.claims };
    const idToken = await this.token({ audience: 'ops-page', ...options, claims });
    this.codes.set(code, { challenge: asked.get('code_challenge') ?? '', idToken });
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return back;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    if (request.url === '/keys') {
      response.end(JSON.stringify({ keys: [this.key.publicJwk] }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    this.lastExchange = { form, authorization: request.headers.authorization };
    const idToken = this.redeem(form);
    response.statusCode = idToken === undefined ? 400 : 200;
    response.end(JSON.stringify(idToken ? { id_token: idToken } : { error: 'invalid_grant' }));
  }

  /** A code is good once, and only for who knows what the challenge was made of. */
  private redeem(form: URLSearchParams): string | undefined {
    const found = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return found?.challenge === challenge ? found.idToken : undefined;
  }
}
