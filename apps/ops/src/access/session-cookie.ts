import '@fastify/cookie';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { isSecureSite } from './same-origin';
import { type Session } from './sessions';

export const SESSION_COOKIE = 'lk_ops_session';

/** Scripts cannot read it, and no request that another site causes carries it. */
export function giveSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, expiresAt }: Session,
  publicUrl: string | undefined,
): void {
  void reply.setCookie(SESSION_COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecureSite(request, publicUrl),
    expires: expiresAt,
  });
}

export const takeSessionCookie = (reply: FastifyReply): void => {
  void reply.clearCookie(SESSION_COOKIE, { path: '/' });
};

export const sessionCookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies[SESSION_COOKIE];
