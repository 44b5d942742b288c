import '@fastify/cookie';
import { isJsonObject } from '@lk/kernel';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type OidcFlow } from './oidc-client';

const COOKIE = 'lk_ops_oidc';
/** A person types a password and a second factor. */
const SECONDS = 600;

/**
 * A log-in under way. It is kept by the browser alone, so that any copy of ops can end it; who
 * forges it only starts a log-in of his own.
 */
export interface PendingLogIn extends OidcFlow {
  /** Where the person wanted to go: a path of ours. */
  readonly returnTo: string;
}

/** Only a path of ours: anything else would make us send people to other sites. */
export const ownPath = (wanted: unknown): string =>
  typeof wanted === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(wanted) ? wanted : '/';

export function keepLogIn(
  reply: FastifyReply,
  pending: PendingLogIn,
  path: string,
  secure: boolean,
): void {
  const value = Buffer.from(JSON.stringify(pending)).toString('base64url');
  // Strict would keep it back: the provider is another site.
  const options = { path, secure, httpOnly: true, sameSite: 'lax', maxAge: SECONDS } as const;
  void reply.setCookie(COOKIE, value, options);
}

/** @returns undefined when no log-in is under way in this browser */
export function takeLogIn(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): PendingLogIn | undefined {
  void reply.clearCookie(COOKIE, { path });
  const kept = parsed(Buffer.from(request.cookies[COOKIE] ?? '', 'base64url').toString());
  if (!isJsonObject(kept)) return undefined;
  const { state, nonce, verifier, returnTo } = kept;
  const all = [state, nonce, verifier];
  if (!all.every((value) => typeof value === 'string' && value !== '')) return undefined;
  return { ...(kept as unknown as OidcFlow), returnTo: ownPath(returnTo) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
