import { type Clock } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { ForbiddenException } from '@nestjs/common';
import { type AccessConfig } from './access.config';
import { type AuditLog } from './audit-log';
import { type Credentials } from './credentials';
import { NOBODY, STARTER } from './people';
import { isSecret, secretHash } from './secrets';
import { type SessionRepository } from './session.repository';
import { type Person, type Session, type Sessions } from './sessions';
import { type LimitReached, type SignInLimiter } from './sign-in-limiter';

export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly session: Session }
  | { readonly kind: 'refused' | 'no-role' }
  | { readonly kind: 'too-many'; readonly limit: LimitReached };

export interface SignInParts {
  readonly transactions: TransactionRunner;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly rows: SessionRepository;
  readonly limiter: SignInLimiter;
  readonly audit: AuditLog;
  readonly config: AccessConfig;
  readonly clock: Clock;
}

type Way = 'token' | 'local' | 'oidc';

/** Exchanges a token, a one-time local token or a proven identity for a session. */
export class SignIn {
  constructor(private readonly parts: SignInParts) {}

  async withToken(token: string, address: string): Promise<SignInOutcome> {
    const limit = await this.parts.limiter.take(address);
    if (limit) return this.tooMany(limit, 'token');
    const isLocal = isSecret(token, this.parts.config.OPS_LOCAL_SIGN_IN_TOKEN);
    const found = await this.parts.credentials.find(token);
    return this.parts.transactions.run(async (tx) => {
      if (isLocal && (await this.spend(tx, token))) {
        return this.open(tx, { who: STARTER, tokenHash: null }, 'local');
      }
      // The token that services share is no person's, and its holder needs no session.
      if (!found || found.via === 'internal') return this.refuse(tx, 'refused', 'token');
      const { id, name, role } = found;
      return this.open(tx, { who: { id, name, role }, tokenHash: secretHash(token) }, 'token');
    });
  }

  /** @param prove asks the identity provider, which is as much worth a limit as a guess is */
  async withIdentity(
    prove: () => Promise<Person['who'] | undefined>,
    address: string,
  ): Promise<SignInOutcome> {
    const limit = await this.parts.limiter.take(address);
    if (limit) return this.tooMany(limit, 'oidc');
    const who = await prove().catch((error: unknown) => {
      if (error instanceof ForbiddenException) return 'no-role' as const;
      throw error;
    });
    return this.parts.transactions.run((tx) => {
      if (who === undefined) return this.refuse(tx, 'refused', 'oidc');
      if (who === 'no-role') return this.refuse(tx, who, 'oidc');
      return this.open(tx, { who, tokenHash: null }, 'oidc');
    });
  }

  private spend(tx: Transaction, token: string): Promise<boolean> {
    return this.parts.rows.spend(tx, secretHash(token), this.parts.clock.now());
  }

  private async open(tx: Transaction, person: Person, by: Way): Promise<SignInOutcome> {
    const session = await this.parts.sessions.open(tx, person);
    const { principal: actor } = session;
    const what = { action: 'session.open', outcome: 'allowed', details: { by } } as const;
    await this.parts.audit.record(tx, { actor, ...what });
    return { kind: 'signed-in', session };
  }

  private async refuse(
    tx: Transaction,
    kind: 'refused' | 'no-role',
    by: Way,
  ): Promise<SignInOutcome> {
    await this.recordRefusal(tx, by, kind === 'refused' ? 'unknown' : kind);
    return { kind };
  }

  private async tooMany(limit: LimitReached, by: Way): Promise<SignInOutcome> {
    if (limit.isFirst) {
      await this.parts.transactions.run((tx) => this.recordRefusal(tx, by, 'too-many'));
    }
    return { kind: 'too-many', limit };
  }

  private recordRefusal(tx: Transaction, by: Way, cause: string): Promise<void> {
    const what = { action: 'session.open', outcome: 'refused', details: { by, cause } } as const;
    return this.parts.audit.record(tx, { actor: NOBODY, ...what });
  }
}
