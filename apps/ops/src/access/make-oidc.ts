import { ConfigError } from '@lk/platform';
import { createRemoteJWKSet } from 'jose';
import { type AccessConfig } from './access.config';
import { OidcClient } from './oidc-client';
import { type OidcConfig } from './oidc.config';
import { OidcLogIn } from './oidc-log-in';
import { parseRoleMapping } from './oidc-roles';
import { OidcTokens } from './oidc-tokens';

/** Keys are fetched again after ten minutes, or for a key id that is new, every half minute at most. */
const KEY_CACHE = { cacheMaxAge: 600_000, cooldownDuration: 30_000, timeoutDuration: 5_000 };

/** @returns null without an identity provider */
export function makeOidcTokens(config: OidcConfig): OidcTokens | null {
  const { OPS_OIDC_ISSUER: issuer, OPS_OIDC_JWKS_URL: jwksUrl } = config;
  if (issuer === undefined || jwksUrl === undefined) return null;
  return new OidcTokens({
    issuer,
    audience: config.OPS_OIDC_AUDIENCE ?? '',
    roleClaim: config.OPS_OIDC_ROLE_CLAIM,
    roles: parseRoleMapping(config.OPS_OIDC_ROLES) ?? new Map(),
    keys: createRemoteJWKSet(new URL(jwksUrl), KEY_CACHE),
  });
}

/** @returns null where browsers cannot log in with an identity provider */
export function makeLogIn(
  config: OidcConfig,
  { OPS_PUBLIC_URL: publicUrl }: AccessConfig,
  tokens: OidcTokens | null,
): OidcLogIn | null {
  const { OPS_OIDC_CLIENT_ID: clientId, OPS_OIDC_AUTHORIZATION_URL: authorizationUrl } = config;
  const { OPS_OIDC_TOKEN_URL: tokenUrl, OPS_OIDC_SCOPE: scope } = config;
  if (!tokens || !clientId || !authorizationUrl || !tokenUrl) return null;
  if (publicUrl === undefined) {
    throw new ConfigError(['OPS_PUBLIC_URL is required beside OPS_OIDC_CLIENT_ID']);
  }
  const redirectUrl = new URL('/api/auth/oidc/callback', publicUrl).toString();
  const endpoints = { authorizationUrl, tokenUrl, redirectUrl, scope };
  const clientSecret = config.OPS_OIDC_CLIENT_SECRET;
  return new OidcLogIn(new OidcClient({ clientId, clientSecret, ...endpoints }), tokens);
}
