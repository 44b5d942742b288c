import { problem, PROBLEM_CONTENT_TYPE, type AppLogger, ThrottledLog } from '@lk/platform';
import { toAppError } from '@lk/kernel';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ReceiveWebhook, type WebhookVerdict } from '../application/receive-webhook.use-case';
import { type WebhookMetrics, type WebhookResult } from './webhook.metrics';

export const WEBHOOK_PATH = '/api/v1/webhooks/tbank';

/** The bank repeats after 30 s at the earliest anyway. */
const RETRY_AFTER_SECONDS = 30;

export interface WebhookRouteOptions {
  readonly receive: ReceiveWebhook;
  readonly metrics: WebhookMetrics;
  readonly logger: AppLogger;
  readonly signatureHeader: string;
  readonly maxBodyBytes: number;
}

/**
 * A raw route on Fastify itself: a Nest controller would cost a fifth of the throughput, and the
 * bytes must not pass any parser before they are proven.
 */
export class WebhookRoute {
  private readonly header: string;
  private readonly refusals = new ThrottledLog();
  private readonly failures = new ThrottledLog();

  constructor(private readonly options: WebhookRouteOptions) {
    this.header = options.signatureHeader.toLowerCase();
  }

  /** Adds the route in a context of its own, whose only body parser hands over the bytes. */
  register(fastify: FastifyInstance): void {
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) =>
        parsed(null, body),
      );
      // Any content type is welcome, also a malformed one, which Fastify would refuse with 415.
      scope.addHook('onRequest', (request, _reply, next) => {
        request.raw.headers['content-type'] = 'application/octet-stream';
        next();
      });
      scope.setErrorHandler((error, _request, reply) => this.onError(error, reply));
      const bodyLimit = this.options.maxBodyBytes;
      scope.post(WEBHOOK_PATH, { bodyLimit }, (request, reply) => this.handle(request, reply));
      done();
    });
  }

  private async handle(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const stop = this.options.metrics.startTimer();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const header = request.headers[this.header];
    const signature = Array.isArray(header) ? header.join(',') : header;
    const sourceAddress = request.ip;
    const verdict = await this.options.receive.execute({ body, signature, sourceAddress });
    this.answer(verdict, sourceAddress, reply);
    stop();
  }

  private answer(verdict: WebhookVerdict, address: string, reply: FastifyReply): void {
    this.options.metrics.count(resultOf(verdict));
    if (verdict.kind === 'refused') {
      this.refusals.write((suppressed) =>
        this.options.logger.warn('webhook signature refused', { address, suppressed }),
      );
      void reply
        .code(400)
        .header('content-type', PROBLEM_CONTENT_TYPE)
        .send(problem(400, 'Invalid signature'));
      return;
    }
    void reply.code(200).send({ status: verdict.kind === 'accepted' ? 'ok' : 'quarantined' });
  }

  private onError(error: unknown, reply: FastifyReply): void {
    const { statusCode = 503 } = error as { statusCode?: number };
    void reply.header('content-type', PROBLEM_CONTENT_TYPE);
    if (statusCode >= 400 && statusCode < 500) {
      if (statusCode === 413) this.options.metrics.count('too_large');
      void reply.code(statusCode).send(problem(statusCode));
      return;
    }
    this.options.metrics.count('unavailable');
    this.failures.write((suppressed) =>
      this.options.logger.error('webhook not stored, the bank will repeat it', {
        errorCode: toAppError(error).code,
        suppressed,
      }),
    );
    const detail = 'The event cannot be stored now, repeat it later';
    void reply
      .code(503)
      .header('retry-after', String(RETRY_AFTER_SECONDS))
      .send(problem(503, detail));
  }
}

function resultOf(verdict: WebhookVerdict): WebhookResult {
  if (verdict.kind === 'refused') return 'bad_signature';
  if (verdict.storedAs !== 'stored') return verdict.storedAs;
  return verdict.kind === 'quarantined' ? 'quarantined' : 'stored';
}
