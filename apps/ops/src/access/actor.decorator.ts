import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import { type Principal } from './principal';

/** A request as the guard leaves it. */
export interface RequestWithPrincipal {
  principal?: Principal;
}

/** Who asks: `@Actor() actor: Principal`. */
export const Actor = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (!principal) throw new UnauthorizedException('Sign in first');
    return principal;
  },
);
