import { systemClock } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { InternalApiConfig, Metrics } from '@lk/platform';
import { Global, Module, type Provider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AccessConfig } from './access/access.config';
import { AccessGuard } from './access/access.guard';
import { AuditLog } from './access/audit-log';
import { AuditSeals } from './access/audit-seals';
import { AuditController } from './access/audit.controller';
import { AuditRepository } from './access/audit.repository';
import { Authenticator } from './access/authenticator';
import { ChainedAuditLog } from './access/chained-audit-log';
import { Credentials } from './access/credentials';
import { makeLogIn, makeOidcTokens } from './access/make-oidc';
import { OidcConfig } from './access/oidc.config';
import { OidcController } from './access/oidc.controller';
import { OidcLogIn } from './access/oidc-log-in';
import { OidcTokens } from './access/oidc-tokens';
import { OpenApiController } from './access/openapi.controller';
import { SessionController } from './access/session.controller';
import { SessionRepository } from './access/session.repository';
import { Sessions } from './access/sessions';
import { SignInLimiter } from './access/sign-in-limiter';
import { SignIn } from './access/sign-in.use-case';
import { TokenRepository } from './access/token.repository';
import { TokensController } from './access/tokens.controller';
import { VerifyAudit } from './access/verify-audit.use-case';

const clock = systemClock;

const repositories: Provider[] = [AuditRepository, TokenRepository, SessionRepository].map(
  (provide) => ({
    provide,
    inject: [TransactionRunner],
    useFactory: (transactions: TransactionRunner) => new provide(transactions),
  }),
);

const audit: Provider[] = [
  {
    provide: AuditSeals,
    inject: [AccessConfig],
    useFactory: ({ OPS_AUDIT_KEY: keys }: AccessConfig) => new AuditSeals(keys),
  },
  {
    provide: AuditLog,
    inject: [AuditRepository, AuditSeals, Metrics],
    useFactory: (records: AuditRepository, seals: AuditSeals, metrics: Metrics) => {
      countRecords(records, metrics);
      return new ChainedAuditLog(records, seals, clock);
    },
  },
  {
    provide: VerifyAudit,
    inject: [AuditRepository, AuditSeals],
    useFactory: (records: AuditRepository, seals: AuditSeals) => new VerifyAudit(records, seals),
  },
];

const identities: Provider[] = [
  {
    provide: Credentials,
    inject: [TokenRepository, AccessConfig, InternalApiConfig],
    useFactory: (tokens: TokenRepository, access: AccessConfig, internal: InternalApiConfig) =>
      new Credentials(tokens, access, internal, clock),
  },
  {
    provide: Sessions,
    inject: [SessionRepository, AccessConfig],
    useFactory: (rows: SessionRepository, config: AccessConfig) =>
      new Sessions(rows, config, clock),
  },
  { provide: OidcTokens, inject: [OidcConfig], useFactory: makeOidcTokens },
  {
    provide: OidcLogIn,
    inject: [OidcConfig, AccessConfig, OidcTokens],
    useFactory: makeLogIn,
  },
  {
    provide: Authenticator,
    inject: [Credentials, Sessions, OidcTokens],
    useFactory: (credentials: Credentials, sessions: Sessions, oidc: OidcTokens | null) =>
      new Authenticator(credentials, sessions, oidc),
  },
];

const signingIn: Provider = {
  provide: SignIn,
  inject: [TransactionRunner, Credentials, Sessions, SessionRepository, AuditLog, AccessConfig],
  useFactory: (
    transactions: TransactionRunner,
    credentials: Credentials,
    sessions: Sessions,
    rows: SessionRepository,
    log: AuditLog,
    config: AccessConfig,
  ) => {
    const limiter = new SignInLimiter(transactions, config, clock);
    const parts = { transactions, credentials, sessions, rows, limiter, config, clock };
    return new SignIn({ ...parts, audit: log });
  },
};

const guard: Provider = {
  provide: APP_GUARD,
  inject: [Reflector, Authenticator, AuditLog, TransactionRunner, AccessConfig],
  useFactory: (
    reflector: Reflector,
    authenticator: Authenticator,
    log: AuditLog,
    transactions: TransactionRunner,
    config: AccessConfig,
  ) => new AccessGuard({ reflector, authenticator, audit: log, transactions, config }),
};

/** Who may what in ops, and the record of what they did; every module may write to it. */
@Global()
@Module({
  controllers: [
    SessionController,
    OidcController,
    TokensController,
    AuditController,
    OpenApiController,
  ],
  providers: [...repositories, ...audit, ...identities, signingIn, guard],
  exports: [AuditLog],
})
export class AccessModule {}

/** Outside the database it shows a log that was put back to an earlier day: it never falls. */
function countRecords(records: AuditRepository, metrics: Metrics): void {
  metrics.gauge('ops_audit_records', 'Records of the audit log', [], async (gauge) => {
    const head = await records.findHead().catch(() => undefined);
    if (head) gauge.set(head.seq);
  });
}
