import { type FastifyRequest } from 'fastify';
import { type Credentials } from './credentials';
import { type OidcTokens } from './oidc-tokens';
import { type Principal } from './principal';
import { sessionCookieOf } from './session-cookie';
import { type Session, type Sessions } from './sessions';

/** Who asks, and the session when it was the cookie that told. */
export interface Identity {
  readonly principal: Principal;
  readonly session?: Session;
}

const BEARER = /^Bearer +(\S+)$/i;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads who asks from what a request carries; what it says about itself counts for nothing. */
export class Authenticator {
  constructor(
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly oidc: OidcTokens | null,
  ) {}

  /**
   * A header wins over the cookie, also a wrong one: who sends it means it.
   * @throws HttpException 403 for a proven person without a role, 503 without the provider's keys
   */
  async identify(request: FastifyRequest): Promise<Identity | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byHeader(authorization);
    const secret = sessionCookieOf(request);
    const session = secret === undefined ? undefined : await this.sessions.find(secret);
    return session && { principal: session.principal, session };
  }

  private async byHeader(authorization: string): Promise<Identity | undefined> {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    const known = await this.credentials.find(token);
    const principal = known ?? (JWT.test(token) ? await this.oidc?.principalOf(token) : undefined);
    return principal && { principal };
  }
}
