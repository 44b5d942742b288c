import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { InternalApiConfig } from '../config/service-config';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The name of a scheme has no case (RFC 9110, 11.1). */
const BEARER = /^Bearer (.+)$/i;

/** Lets through `Authorization: Bearer ${INTERNAL_API_TOKEN}`, compared in constant time. */
@Injectable()
export class InternalTokenGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(config: InternalApiConfig) {
    this.expected = digest(config.INTERNAL_API_TOKEN);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    if (token !== undefined && timingSafeEqual(digest(token), this.expected)) return true;
    throw new UnauthorizedException('A valid Bearer token is required');
  }
}
