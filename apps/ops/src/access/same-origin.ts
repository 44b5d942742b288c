import { type FastifyRequest } from 'fastify';

/**
 * Browsers name the origin of every request that changes something, and no script can forge it.
 * Absent: the caller is no browser, which sends no cookie unasked either.
 */
export function isSameOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return origin === `${request.protocol}://${request.host}`;
}

/** Whether browsers reach us by https, so that cookies may be kept to it. */
export const isSecureSite = (request: FastifyRequest, publicUrl: string | undefined): boolean =>
  request.protocol === 'https' || (publicUrl?.startsWith('https:') ?? false);
