import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic, { type SetHeadersResponse } from '@fastify/static';
import { AppLogger } from '@lk/platform';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { AccessConfig } from './access.config';

const INDEX = 'index.html';
/** Vite puts a hash of the content into the name of everything in this folder. */
const HASHED = /[\\/]assets[\\/][^\\/]+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EVERY_TIME = 'no-cache';

const NOT_BUILT = `The web page of ops is not built.

Build it with:    npm run build:web
The API is here:  /api   (described in /api/openapi.json)
`;

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '/';

/** A name with a dot is a file; anything else is a place inside the page. */
const isFile = (path: string): boolean => path.slice(path.lastIndexOf('/')).includes('.');

/** Everything that is no route of the API: the built page, or how to build it. */
export async function serveWebPage(app: NestFastifyApplication): Promise<void> {
  const root = resolve(app.get(AccessConfig).OPS_WEB_ROOT);
  const fastify = app.getHttpAdapter().getInstance();
  if (!existsSync(join(root, INDEX))) {
    app.get(AppLogger).warn('the web page is not built');
    fastify.get('/*', answerNotBuilt);
    return;
  }
  const found = { serve: false, cacheControl: false, setHeaders: allowCaching };
  await app.register(fastifyStatic, { root, ...found });
  fastify.get('/*', (request, reply) => sendPage(request, reply));
}

function sendPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | void {
  const path = pathOf(request);
  if (path.startsWith('/api/')) return reply.callNotFound();
  return reply.sendFile(isFile(path) ? path : INDEX);
}

/** Of a file that is there: a missing one, kept for ever, would outlast the deployment that brings it. */
function allowCaching(response: SetHeadersResponse, file: string): void {
  response.setHeader('cache-control', HASHED.test(file) ? FOR_EVER : ASK_EVERY_TIME);
}

function answerNotBuilt(request: FastifyRequest, reply: FastifyReply): FastifyReply | void {
  if (pathOf(request).startsWith('/api/')) return reply.callNotFound();
  return reply.status(404).type('text/plain; charset=utf-8').send(NOT_BUILT);
}
