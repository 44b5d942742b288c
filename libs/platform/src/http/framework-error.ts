import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { problem, PROBLEM_CONTENT_TYPE } from './problem';

/** A path that Fastify itself cannot read never reaches our filter; its own answer quotes the path. */
export function answerFrameworkError(
  { statusCode = 400 }: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  void reply
    .status(statusCode)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .send(problem(statusCode));
}
