import { IsOptional, IsString, Matches, ValidateBy, ValidateIf } from 'class-validator';
import { parseRoleMapping } from './oidc-roles';

type Values = Partial<OidcConfig>;

const wantsLogIn = (config: Values): boolean =>
  (config.OPS_OIDC_CLIENT_ID ?? config.OPS_OIDC_AUTHORIZATION_URL ?? config.OPS_OIDC_TOKEN_URL) !==
  undefined;

const wantsOidc = (config: Values): boolean =>
  (config.OPS_OIDC_ISSUER ?? config.OPS_OIDC_JWKS_URL ?? config.OPS_OIDC_AUDIENCE) !== undefined ||
  wantsLogIn(config);

const HTTP = /^https?:\/\/.+/;
const url = (beside: string) => ({
  message: `$property must be an http(s):// URL when ${beside} is set`,
});

const isRoleMapping = {
  name: 'isRoleMapping',
  validator: {
    validate: (value: unknown) =>
      typeof value === 'string' && parseRoleMapping(value) !== undefined,
    defaultMessage: () => '$property must be role=value pairs, separated by commas',
  },
};

/**
 * People of an identity provider. Two parts, each whole or absent: tokens that callers bring
 * (issuer, audience, keys), and beside it log-in in a browser (client, authorization and token URL,
 * OPS_PUBLIC_URL).
 */
export class OidcConfig {
  /** As in the claim `iss`. */
  @ValidateIf(wantsOidc)
  @Matches(HTTP, url('OIDC'))
  OPS_OIDC_ISSUER?: string;

  /** As in the claim `aud` of tokens that callers bring. */
  @ValidateIf(wantsOidc)
  @IsString({ message: '$property is required beside OPS_OIDC_ISSUER' })
  OPS_OIDC_AUDIENCE?: string;

  @ValidateIf(wantsOidc)
  @Matches(HTTP, url('OPS_OIDC_ISSUER'))
  OPS_OIDC_JWKS_URL?: string;

  /** The claim with roles or groups, a text or a list; dots lead into objects. */
  @Matches(/^[\w:./-]+$/)
  OPS_OIDC_ROLE_CLAIM = 'roles';

  /** Which values of the claim give which role; the highest counts, none means no access. */
  @ValidateBy(isRoleMapping)
  OPS_OIDC_ROLES = 'viewer=viewer,operator=operator,approver=approver,admin=admin';

  @ValidateIf(wantsLogIn)
  @IsString({ message: '$property is required for log-in in a browser' })
  OPS_OIDC_CLIENT_ID?: string;

  /** Absent for a public client: PKCE protects the code in both cases. */
  @IsOptional()
  @IsString()
  OPS_OIDC_CLIENT_SECRET?: string;

  @ValidateIf(wantsLogIn)
  @Matches(HTTP, url('OPS_OIDC_CLIENT_ID'))
  OPS_OIDC_AUTHORIZATION_URL?: string;

  @ValidateIf(wantsLogIn)
  @Matches(HTTP, url('OPS_OIDC_CLIENT_ID'))
  OPS_OIDC_TOKEN_URL?: string;

  @IsString()
  OPS_OIDC_SCOPE = 'openid profile';
}
