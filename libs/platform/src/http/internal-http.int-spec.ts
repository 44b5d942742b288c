import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createInternalHttp, readOrUndefined } from './internal-http';

const TOKEN = 'sample-internal-token';
const TIMEOUT_MS = 150;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Over real sockets, because what is read is what a socket does. */
describe('reads inside the cluster', () => {
  let server: Server;
  let handle: Handler;

  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const port = (): number => (server.address() as AddressInfo).port;
  const read = (url = `http://127.0.0.1:${port()}`): Promise<unknown> => {
    const http = createInternalHttp(url, TIMEOUT_MS, { INTERNAL_API_TOKEN: TOKEN });
    return readOrUndefined('deal', () => http.get('/deals/1'));
  };
  const answering = (status: number, headers: Record<string, string> = {}): Handler => {
    return (_request, response) => response.writeHead(status, headers).end('{"secret":"canary"}');
  };

  it('carries the token and gives the answer', async () => {
    handle = ({ headers }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ seen: headers.authorization }));
    };
    expect(await read()).toEqual({ seen: `Bearer ${TOKEN}` });
  });

  it('has nothing for a 404', async () => {
    handle = answering(404);
    expect(await read()).toBeUndefined();
  });

  it.each<[string, Handler, number | null]>([
    ['a 500', answering(500), 500],
    ['a 401', answering(401), 401],
    ['a redirect, which is not followed', answering(302, { location: '/elsewhere' }), 302],
    ['a time-out', () => undefined, null],
    ['a connection that is cut', ({ socket }) => socket.destroy(), null],
  ])('comes back later after %s', async (_what, handler, httpStatus) => {
    handle = handler;
    await expect(read()).rejects.toMatchObject({
      code: 'OWNER_UNAVAILABLE',
      disposition: 'transient',
      safeDetails: { service: 'deal', httpStatus },
    });
  });

  it('comes back later when nothing listens', async () => {
    await expect(read('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'OWNER_UNAVAILABLE' });
  });

  it('keeps neither token nor body in the error', async () => {
    handle = answering(500);
    const failure = (await read().catch((error: unknown) => error)) as Error;
    const told = JSON.stringify([{ ...failure }, failure.message, failure.cause]);
    expect(told).not.toContain(TOKEN);
    expect(told).not.toContain('canary');
  });
});
