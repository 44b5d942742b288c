import { type Clock } from '@lk/kernel';
import { type InternalApiConfig } from '@lk/platform';
import { type AccessConfig } from './access.config';
import { INTERNAL, personOfToken, STARTER } from './people';
import { type Principal } from './principal';
import { isSecret, secretHash } from './secrets';
import { type TokenRepository } from './token.repository';

/** Tokens that last: those of people and scripts, the bootstrap token, and that of our services. */
export class Credentials {
  constructor(
    private readonly tokens: TokenRepository,
    private readonly access: AccessConfig,
    private readonly internal: InternalApiConfig,
    private readonly clock: Clock,
  ) {}

  /** Does all comparisons in any case: time does not tell which kind of token was nearly right. */
  async find(secret: string): Promise<Principal | undefined> {
    const isStarter = isSecret(secret, this.access.OPS_BOOTSTRAP_TOKEN);
    const isInternal = isSecret(secret, this.internal.INTERNAL_API_TOKEN);
    const row = await this.tokens.findLive(secretHash(secret), this.clock.now());
    if (isStarter) return { ...STARTER, via: 'token' };
    if (isInternal) return INTERNAL;
    return row && { id: personOfToken(row.name), name: row.name, role: row.role, via: 'token' };
  }
}
