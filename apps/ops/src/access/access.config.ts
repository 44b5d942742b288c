import { IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';

/** Who may come in, for how long, and where the web page lies. */
export class AccessConfig {
  /**
   * A token with the role admin, for the first start: with it the tokens of people are made. Take it
   * away afterwards; sessions that it opened end with it.
   */
  @IsOptional()
  @IsString()
  @MinLength(32)
  OPS_BOOTSTRAP_TOKEN?: string;

  /** For local runs: signs in once as admin, then never again. `npm start` makes and prints it. */
  @IsOptional()
  @IsString()
  @MinLength(32)
  OPS_LOCAL_SIGN_IN_TOKEN?: string;

  /**
   * Key of the seals of the audit log, comma-separated for rotation: the first seals, all are known.
   * Without it somebody with the rights of the database's owner can cut records off the end, or write
   * the log anew, and `audit verify` cannot tell.
   */
  @IsOptional()
  @Matches(/^[^,]{32,}(,[^,]{32,})*$/, {
    message: '$property must be keys of at least 32 characters, separated by commas',
  })
  OPS_AUDIT_KEY?: string;

  /** Address of ops as browsers see it; with https, cookies are for https only. Needed for OIDC log-in. */
  @IsOptional()
  @Matches(/^https?:\/\/[^/?#]+\/?$/, {
    message: '$property must be http(s)://host without a path',
  })
  OPS_PUBLIC_URL?: string;

  /** Hours after which a session ends in any case: a working shift. */
  @IsInt()
  @Min(1)
  @Max(168)
  OPS_SESSION_HOURS = 12;

  /** Minutes without a request after which a session ends. */
  @IsInt()
  @Min(1)
  @Max(1440)
  OPS_SESSION_IDLE_MINUTES = 60;

  /** Attempts to sign in a minute from one address, over all copies of ops. */
  @IsInt()
  @Min(1)
  @Max(1000)
  OPS_SIGN_INS_PER_MINUTE = 10;

  /**
   * The same from all addresses together. Tokens cannot be guessed anyway: this bounds what a flood
   * costs. Who holds a token still gets in by `Authorization`.
   */
  @IsInt()
  @Min(1)
  @Max(10_000)
  OPS_SIGN_INS_PER_MINUTE_OF_ALL = 100;

  /** Folder of the built web page. Where it is absent, ops answers with how to build it. */
  @IsString()
  OPS_WEB_ROOT = 'dist/web/ops';
}
