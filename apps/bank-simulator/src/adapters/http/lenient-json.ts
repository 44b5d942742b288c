import { type FastifyInstance } from 'fastify';

/** Stands for a body that is no JSON; every reader of a body refuses it with the bank's own 400. */
const NOT_JSON = 'not json';

/**
 * Lets malformed and empty bodies through to the handlers. The framework would answer them with an
 * error body of its own, and the ledger would not see them.
 */
export function acceptAnyBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    done(null, parse(text.toString()));
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
