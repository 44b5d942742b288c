import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Pool } from 'pg';
import { serveParent } from '../child';
import {
  REFERENCE_PATH,
  type ReferenceServerRequest,
  type ReferenceServerResult,
} from '../reference-server';

const INSERT = `
  INSERT INTO bench.bank_events (event_id, event_type, body, body_hash, received_at, source_address)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id) DO NOTHING`;

/**
 * What one writes first: a handler that stores each webhook by one statement of its own. It
 * publishes nothing, so that it does less than the ingress.
 */
async function serve(request: ReferenceServerRequest): Promise<ReferenceServerResult> {
  const pool = new Pool({ connectionString: request.databaseUrl, max: request.poolSize });
  pool.on('error', () => undefined);
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post(REFERENCE_PATH, async (incoming, reply) => {
    const body = incoming.body as Buffer;
    const given = Buffer.from(String(incoming.headers['x-signature']), 'hex');
    const expected = createHmac('sha256', request.secret).update(body).digest();
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return reply.code(400).send({ status: 'refused' });
    }
    const { id, type } = JSON.parse(body.toString()) as { id: string; type: string };
    const hash = createHash('sha256').update(body).digest('hex');
    await pool.query(INSERT, [id, type, body, hash, new Date(), incoming.ip]);
    return { status: 'ok' };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: (app.server.address() as AddressInfo).port };
}

serveParent(serve);
