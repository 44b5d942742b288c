import { request } from 'node:http';
import { connect } from 'node:net';
import { CANARY, CANARY_TEXT, canaryInn, canaryPhone } from './canaries';
import { type Sight } from './watched-broker';

interface Probe {
  readonly method?: string;
  /** As it goes over the wire: a careless client does not encode. */
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
  readonly type?: string;
}

const NAME = encodeURIComponent(`${CANARY.surname} ${CANARY.firstName}`);
const TEXT = encodeURIComponent(CANARY_TEXT);
const JSON_TYPE = 'application/json';

const PROBES: readonly Probe[] = [
  ...['deals', 'payouts', 'self-employed', 'notifications', 'health', NAME].flatMap((noun) => [
    { path: `/${noun}/${NAME}` },
    { path: `/${noun}/${canaryInn(1)}?phone=${canaryPhone(0)}` },
    { path: `/${noun}/${canaryInn(1)}`, token: CANARY.wrongToken },
    { path: `/${noun}?dealId=${TEXT}&limit=${TEXT}&${NAME}=1`, token: CANARY.internalToken },
    { path: `/${noun}/${CANARY.surnameLatin}`, token: CANARY.internalToken },
    { path: `/${noun}/${NAME}%E0%A4%A`, token: CANARY.internalToken },
    { path: `/${noun}/${CANARY.surnameLatin.repeat(20)}`, token: CANARY.internalToken },
    { path: `/${noun}/${NAME}/recipients/${NAME}/payout-terms`, token: CANARY.internalToken },
    { method: 'DELETE', path: `/${noun}/${NAME}`, token: CANARY.internalToken },
  ]),
  ...['/self-employed/lookup', '/api/v1/webhooks/tbank', `/${NAME}`].flatMap((path) =>
    [
      `{"inn":"${CANARY.surname}`,
      `${CANARY.surnameLatin} ${canaryInn(1)}`,
      JSON.stringify({ inn: CANARY_TEXT, [CANARY.surname]: CANARY_TEXT }),
      JSON.stringify({ inn: canaryInn(95) }),
      `{"__proto__":{"name":"${CANARY.surname}"}}`,
      '',
    ].flatMap((body) => [
      { method: 'POST', path, body, token: CANARY.internalToken, type: JSON_TYPE },
      { method: 'POST', path, body, token: CANARY.wrongToken, type: JSON_TYPE },
      { method: 'POST', path, body, token: CANARY.internalToken, type: CANARY.surnameLatin },
    ]),
  ),
];

/** Bytes that are no HTTP, or too much of it. */
const RAW = [
  `GET /${CANARY.surnameLatin} HTTP/9.9\r\n\r\n`,
  `${CANARY.surnameLatin} / HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\nX-Name: ${CANARY.surnameLatin.repeat(3000)}\r\n\r\n`,
  `GET / HTTP/1.1\r\n${CANARY.surnameLatin}\r\n\r\n`,
];

/** The answer to each bad request: status line, headers and body. Good answers may hold the record. */
export async function probe(service: string, url: string): Promise<Sight[]> {
  const answers = await Promise.all([
    ...PROBES.map((one) => send(url, one)),
    ...RAW.map((bytes) => sendRaw(url, bytes)),
  ]);
  const bad = answers.filter((text) => !/^(HTTP\/1\.1 )?2/.test(text) && text !== '');
  return bad.map((text) => ({ place: `http: ${service}`, text }));
}

function send(url: string, { method = 'GET', path, token, body, type }: Probe): Promise<string> {
  const { hostname, port } = new URL(url);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(type !== undefined && { 'content-type': type }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const head = `${response.statusCode} ${response.statusMessage}`;
        resolve(
          `${head}\n${JSON.stringify(response.headers)}\n${Buffer.concat(chunks).toString()}`,
        );
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Whatever comes back before the connection ends. */
function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
