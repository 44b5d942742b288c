import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serveParent } from '../child';
import { type ReferenceServerRequest, type ReferenceServerResult } from '../reference-server';

const ANSWER = Buffer.from('{"status":"ok"}');

/** By events: the asynchronous iteration of a stream would cost this server a third of its speed. */
function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks)));
}

/** The least any receiver of webhooks must do: read the bytes and prove the signature. Keeps nothing. */
async function serve({ secret }: ReferenceServerRequest): Promise<ReferenceServerResult> {
  const server = createServer((request, response) => {
    readBody(request, (body) => {
      const given = Buffer.from(String(request.headers['x-signature']), 'hex');
      const expected = createHmac('sha256', secret).update(body).digest();
      const proven = given.length === expected.length && timingSafeEqual(given, expected);
      response.writeHead(proven ? 200 : 400, {
        'content-type': 'application/json',
        'content-length': ANSWER.length,
      });
      response.end(ANSWER);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}

serveParent(serve);
