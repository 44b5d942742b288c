import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type FixtureAnswer, type FixtureApi } from './fixture-api';

const WEB = join(__dirname, '..', '..', '..', 'dist', 'web', 'ops');
const COOKIE = 'lk_ops_session';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As strict as the page allows: no inline script, nothing from another host. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The component library writes <style> elements of its own.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface FixtureServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The built page and the double of its API under one address, over real HTTP. */
export async function startFixtureServer(api: FixtureApi): Promise<FixtureServer> {
  if (!existsSync(join(WEB, 'index.html'))) {
    throw new Error(`The page is not built (${WEB}): run npm run build:web`);
  }
  const server = createServer((request, response) => {
    serve(api, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function serve(api: FixtureApi, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://local');
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  if (url.pathname.startsWith('/api/')) await serveApi(api, url, request, response);
  else serveFile(url.pathname, response);
}

function serveFile(path: string, response: ServerResponse): void {
  const wanted = join(WEB, normalize(path));
  const isPage = extname(path) === '';
  const file = isPage ? join(WEB, 'index.html') : wanted;
  if (!file.startsWith(WEB) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function serveApi(
  api: FixtureApi,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cookie = new RegExp(`${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '');
  const csrf = request.headers['x-csrf-token'];
  const answer = api.answer({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: await readBody(request),
    sessionId: cookie?.[1] ?? null,
    csrfToken: typeof csrf === 'string' ? csrf : null,
  });
  send(answer, response);
}

function send({ status, body, sessionId }: FixtureAnswer, response: ServerResponse): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  if (sessionId !== undefined) {
    response.setHeader('set-cookie', `${COOKIE}=${sessionId}; HttpOnly; SameSite=Strict; Path=/`);
  }
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
