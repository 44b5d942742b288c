import cookie from '@fastify/cookie';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessConfig } from './access.config';

/**
 * Scripts come from our own files only. Styles may stand in the page: the component library writes
 * style elements while it runs, and a nonce would have to be put into index.html for each answer,
 * which then is no file any more. A style cannot run code, and the page shows no markup of others.
 */
const CONTENT_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

const helmetOptions = (publicUrl: string | undefined): FastifyHelmetOptions => ({
  contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
  frameguard: { action: 'deny' },
  // With `no-referrer` browsers send `Origin: null` from our own page.
  referrerPolicy: { policy: 'same-origin' },
  // A promise for the whole host, and one that lasts: only where we are known to be behind https.
  hsts: publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
});

/** Cookies, and headers that keep browsers from doing harm. Before the application listens. */
export async function protectHttp(app: NestFastifyApplication): Promise<void> {
  const { OPS_PUBLIC_URL } = app.get(AccessConfig);
  await app.register(cookie);
  await app.register(helmet, helmetOptions(OPS_PUBLIC_URL));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request, reply) => {
      // No copy of what on call saw stays in a cache of a browser or a proxy.
      if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
      return Promise.resolve();
    });
}
