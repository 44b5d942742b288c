import { type TransactionRunner } from '@lk/persistence';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  UnauthorizedException,
} from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type AccessConfig } from './access.config';
import { type RequestWithPrincipal } from './actor.decorator';
import { type AuditLog } from './audit-log';
import { type Authenticator, type Identity } from './authenticator';
import { NEEDED_ROLE } from './needs.decorator';
import { OPEN_ROUTE } from './open.decorator';
import { hasRole, type Role } from './principal';
import { isSameOrigin } from './same-origin';
import { isSecret } from './secrets';
import { type Session } from './sessions';

/** Of the platform, for the kubelet and Prometheus, which have no token of ours. */
const OPEN_PATHS = /^\/(health\/(live|ready)|metrics)$/;

export interface RequestWithSession extends RequestWithPrincipal {
  session?: Session;
}

type GuardedRequest = FastifyRequest & RequestWithSession;

interface Refusal {
  readonly cause: 'role' | 'csrf' | 'origin';
  readonly message: string;
}

export interface GuardParts {
  readonly reflector: Reflector;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly transactions: TransactionRunner;
  readonly config: AccessConfig;
}

/** Before every route of ops: somebody known, with the role that the route needs. */
export class AccessGuard implements CanActivate {
  constructor(private readonly parts: GuardParts) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<GuardedRequest>();
    if (this.isOpen(context, request)) return true;
    const identity = await this.parts.authenticator.identify(request);
    if (!identity) {
      void http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      throw new UnauthorizedException('Sign in, or send a valid Bearer token');
    }
    const needed = this.read<Role>(NEEDED_ROLE, context) ?? 'viewer';
    const refusal = this.refusalOf(request, identity, needed);
    if (refusal) await this.refuse(request, identity, needed, refusal);
    request.principal = identity.principal;
    request.session = identity.session;
    return true;
  }

  private isOpen(context: ExecutionContext, request: FastifyRequest): boolean {
    if (OPEN_PATHS.test(request.routeOptions.url ?? '')) return true;
    return this.read<boolean>(OPEN_ROUTE, context) ?? false;
  }

  private read<T>(key: string, context: ExecutionContext): T | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.parts.reflector.getAllAndOverride<T | undefined>(key, targets);
  }

  private refusalOf(request: GuardedRequest, who: Identity, needed: Role): Refusal | undefined {
    if (who.session && !['GET', 'HEAD'].includes(request.method)) {
      if (!isSameOrigin(request, this.parts.config.OPS_PUBLIC_URL)) {
        return { cause: 'origin', message: 'The request comes from another site' };
      }
      const token = request.headers['x-csrf-token'];
      if (typeof token !== 'string' || !isSecret(token, who.session.csrfToken)) {
        return { cause: 'csrf', message: 'The header X-CSRF-Token is missing or wrong' };
      }
    }
    if (hasRole(who.principal.role, needed)) return undefined;
    return { cause: 'role', message: `This needs the role ${needed}` };
  }

  /** The route by its pattern: what is in its place may be anything. */
  private async refuse(
    request: GuardedRequest,
    { principal: actor }: Identity,
    needed: Role,
    { cause, message }: Refusal,
  ): Promise<never> {
    const subject = `${request.method} ${request.routeOptions.url ?? ''}`;
    const details = { cause, needed };
    await this.parts.transactions.run((tx) =>
      this.parts.audit.record(tx, {
        ...{ actor, action: 'access', subject, outcome: 'refused', details },
      }),
    );
    throw new ForbiddenException(message);
  }
}
