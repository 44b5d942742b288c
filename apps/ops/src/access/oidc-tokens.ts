import { ForbiddenException, ServiceUnavailableException } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { type RoleMapping, roleOf } from './oidc-roles';
import { type Principal } from './principal';

/** Asymmetric only: with a shared key the client secret could sign. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Clocks of two machines differ by less. */
const CLOCK_TOLERANCE_S = 5;

export interface OidcSettings {
  readonly issuer: string;
  /** Of the tokens that callers bring. */
  readonly audience: string;
  readonly roleClaim: string;
  readonly roles: RoleMapping;
  readonly keys: JWTVerifyGetKey;
}

/** What is wrong with the token itself; any other error is about fetching keys. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== 'ERR_JOSE_GENERIC';

const named = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined;

/** JSON Web Tokens of the identity provider. */
export class OidcTokens {
  constructor(private readonly settings: OidcSettings) {}

  /**
   * The holder of a token that a caller brought.
   * @returns undefined when the token is not valid for us
   * @throws HttpException as {@link verify} and {@link personOf}
   */
  async principalOf(token: string): Promise<Principal | undefined> {
    const claims = await this.verify(token, this.settings.audience);
    return claims && { ...this.personOf(claims), via: 'oidc' };
  }

  /**
   * @returns undefined when signature, issuer, audience or times are wrong
   * @throws ServiceUnavailableException when the keys of the provider cannot be had
   */
  async verify(token: string, audience: string): Promise<JWTPayload | undefined> {
    const { issuer, keys } = this.settings;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return payload;
    } catch (error) {
      if (isAboutToken(error)) return undefined;
      throw new ServiceUnavailableException('The identity provider cannot be reached');
    }
  }

  /** @throws ForbiddenException for somebody whom no claim gives a role here */
  personOf(claims: JWTPayload): Omit<Principal, 'via'> {
    const role = roleOf(claims, this.settings.roleClaim, this.settings.roles);
    if (!role) throw new ForbiddenException('Your account has no role here');
    const id = `oidc:${claims.sub ?? ''}`;
    const name = named(claims.preferred_username) ?? named(claims.name) ?? id;
    return { id, name, role };
  }
}
