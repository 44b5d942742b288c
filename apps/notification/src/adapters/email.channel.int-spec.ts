import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { newId } from '@lk/kernel';
import { type AttemptResult } from '../domain/delivery';
import { EmailChannel } from './email.channel';

/** Real: sockets. The mail server behind them is silent or absent; a real one is in test/. */
describe('EmailChannel', () => {
  const sockets: Socket[] = [];
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  const send = (to: string): Promise<AttemptResult> =>
    new EmailChannel({
      url: to,
      from: 'a@example.test',
      to: 'b@example.test',
      timeoutMs: 300,
    }).send({
      id: newId(),
      kind: 'notification',
      template: 'payout-failed',
      audience: 'support',
      parameters: {},
      subject: 'Выплата не выполнена',
      text: 'Выплата не выполнена.',
      attempts: 1,
      count: 1,
      createdAt: new Date(),
    });

  it('ends an attempt on a server that says nothing', async () => {
    expect(await send(url)).toEqual({ kind: 'unavailable', errorCode: 'TIMEOUT' });
  });

  it('tells only the code of a server that is not there', async () => {
    expect(await send('smtp://127.0.0.1:1')).toEqual({ kind: 'unavailable', errorCode: 'ESOCKET' });
  });
});
