import {
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { AccessConfig } from './access.config';
import { keepLogIn, ownPath, takeLogIn } from './oidc-flow-cookie';
import { OidcLogIn } from './oidc-log-in';
import { Open } from './open.decorator';
import { isSecureSite } from './same-origin';
import { giveSessionCookie } from './session-cookie';
import { SignIn } from './sign-in.use-case';

const FLOW_PATH = '/api/auth/oidc';

export class AuthMethodsView {
  readonly token!: true;
  /** Null: no identity provider is configured. */
  readonly oidc!: { readonly loginUrl: string } | null;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** How one may sign in, and log-in with an identity provider. */
@Controller('api/auth')
@Open()
export class OidcController {
  constructor(
    @Inject(OidcLogIn) private readonly logIn: OidcLogIn | null,
    private readonly signIn: SignIn,
    private readonly config: AccessConfig,
  ) {}

  @Get('methods')
  methods(): AuthMethodsView {
    return { token: true, oidc: this.logIn && { loginUrl: `${FLOW_PATH}/login` } };
  }

  /** Sends the browser to the identity provider; `returnTo` is a path of the page. */
  @Get('oidc/login')
  @HttpCode(302)
  begin(
    @Query('returnTo') returnTo: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const { flow, address } = this.configured().begin();
    const secure = isSecureSite(request, this.config.OPS_PUBLIC_URL);
    keepLogIn(reply, { ...flow, returnTo: ownPath(returnTo) }, FLOW_PATH, secure);
    void reply.redirect(address, 302);
  }

  /** Where the identity provider sends the browser back to. */
  @Get('oidc/callback')
  @HttpCode(302)
  async end(
    @Query('code') code: unknown,
    @Query('state') state: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const logIn = this.configured();
    const pending = takeLogIn(request, reply, FLOW_PATH);
    const answer = { code: textOf(code), state: textOf(state) };
    const prove = async () => (pending ? logIn.prove(answer, pending) : undefined);
    const outcome = await this.signIn.withIdentity(prove, request.ip);
    if (outcome.kind !== 'signed-in') {
      void reply.redirect(`/sign-in?problem=${outcome.kind}`, 302);
      return;
    }
    giveSessionCookie(request, reply, outcome.session, this.config.OPS_PUBLIC_URL);
    void reply.redirect(pending?.returnTo ?? '/', 302);
  }

  private configured(): OidcLogIn {
    if (this.logIn) return this.logIn;
    throw new NotFoundException('No identity provider is configured');
  }
}
