import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serveParent } from '../child';
import { answerTo } from '../recorded/answers';
import { type Recording } from '../recorded/records';

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0
    ? undefined
    : (JSON.parse(Buffer.concat(chunks).toString()) as unknown);
}

/** One side of a recording, without limits: it is never what a measurement waits for. */
function serve(recording: Recording): Promise<{ port: number }> {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://side');
      const answer = answerTo(recording, { path, query, body });
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

serveParent(serve);
