import { strictValidation } from '@lk/platform';
import { TransactionRunner } from '@lk/persistence';
import {
  Body,
  Controller,
  Delete,
  ForbiddenException,
  Get,
  HttpCode,
  HttpException,
  HttpStatus,
  Post,
  Req,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import { IsString, Length } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { AccessConfig } from './access.config';
import { type RequestWithSession } from './access.guard';
import { Actor } from './actor.decorator';
import { AuditLog } from './audit-log';
import { Open } from './open.decorator';
import { type Principal } from './principal';
import { isSameOrigin } from './same-origin';
import { giveSessionCookie, takeSessionCookie } from './session-cookie';
import { type Session, Sessions } from './sessions';
import { SignIn, type SignInOutcome } from './sign-in.use-case';

export class SignInBody {
  /** A token of a person, or the one-time token that `npm start` prints. */
  @IsString()
  @Length(1, 500)
  token!: string;
}

export class SessionView {
  readonly principal!: Principal;
  /** Goes into the header `X-CSRF-Token` of every change; null for a caller with a Bearer token. */
  readonly csrfToken!: string | null;
  /** When the session ends in any case; null for a caller with a Bearer token. */
  readonly expiresAt!: Date | null;
}

/** Signing in with a browser. */
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly transactions: TransactionRunner,
    private readonly audit: AuditLog,
    private readonly config: AccessConfig,
  ) {}

  /** Exchanges a token for a session cookie. Limited per address; 429 says how long to wait. */
  @Post()
  @Open()
  async open(
    @Body(strictValidation) { token }: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    if (!isSameOrigin(request, this.config.OPS_PUBLIC_URL)) {
      throw new ForbiddenException('The request comes from another site');
    }
    const session = sessionOrThrow(await this.signIn.withToken(token, request.ip), reply);
    giveSessionCookie(request, reply, session, this.config.OPS_PUBLIC_URL);
    return viewOf(session.principal, session);
  }

  @Get()
  show(@Actor() actor: Principal, @Req() { session }: RequestWithSession): SessionView {
    return viewOf(actor, session);
  }

  @Delete()
  @HttpCode(204)
  async close(
    @Actor() actor: Principal,
    @Req() { session }: RequestWithSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!session) return;
    await this.transactions.run(async (tx) => {
      await this.sessions.close(tx, session.secret);
      await this.audit.record(tx, { actor, action: 'session.close', outcome: 'allowed' });
    });
    takeSessionCookie(reply);
  }
}

/** One answer for every wrong token: which kind it nearly was is nobody's business. */
function sessionOrThrow(outcome: SignInOutcome, reply: FastifyReply): Session {
  switch (outcome.kind) {
    case 'signed-in':
      return outcome.session;
    case 'refused':
    case 'no-role':
      throw new UnauthorizedException('The token is not valid, or was used up');
    case 'too-many':
      void reply.header('retry-after', outcome.limit.retryAfterSeconds);
      throw new HttpException('Too many attempts to sign in', HttpStatus.TOO_MANY_REQUESTS);
  }
}

function viewOf(principal: Principal, session: Session | undefined): SessionView {
  const { csrfToken = null, expiresAt = null } = session ?? {};
  return { principal, csrfToken, expiresAt };
}
