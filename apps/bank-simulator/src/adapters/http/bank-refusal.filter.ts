import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import { AppLogger } from '@lk/platform';
import { type FastifyReply } from 'fastify';
import { BankRefusal } from '../../domain/bank-refusal';

/** Every error leaves the bank in the bank's own error body. */
@Catch()
@Injectable()
export class BankRefusalFilter implements ExceptionFilter {
  constructor(private readonly logger: AppLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = this.refusalOf(error);
    if (refusal.retryAfter !== undefined) void reply.header('retry-after', refusal.retryAfter);
    void reply.status(refusal.status).send(refusal.body);
  }

  private refusalOf(error: unknown): BankRefusal {
    if (error instanceof BankRefusal) return error;
    this.logger.error('request failed unexpectedly', error);
    return new BankRefusal(500, 'INTERNAL_ERROR', 'Внутренняя ошибка');
  }
}
