import { AppError } from '@lk/kernel';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { AppLogger } from '../logging/app-logger';
import { AwayException } from './away.exception';
import { problem, PROBLEM_CONTENT_TYPE } from './problem';

/**
 * HTTP: every error becomes a problem document. Messages: the error goes on to the consumer, which
 * decides; without this Nest would turn each one into "Internal server error".
 */
@Catch()
export class AppExceptionFilter implements ExceptionFilter {
  constructor(private readonly logger: AppLogger) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() === 'rpc') return throwError(() => error);
    const status = statusOf(error);
    if (status >= 500 && status !== 503) this.logger.error('http request failed', error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply
      .status(status)
      .header('content-type', PROBLEM_CONTENT_TYPE)
      .send(bodyOf(error, status));
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (isOutage(error)) return 503;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

/** Of the database or the broker: whoever asks again later is answered. */
const isOutage = (error: unknown): error is AppError =>
  error instanceof AppError && error.holdsQueue;

/** Nest's own words about an unknown route repeat the path and its query. */
const quotesPath = (error: HttpException): boolean => /^Cannot [A-Z]+ \//.test(error.message);

/** A health report is an answer in its own right, so its body stays. */
function bodyOf(error: unknown, status: number): object {
  if (isOutage(error)) return problem(status, error.message);
  if (!(error instanceof HttpException)) return problem(status);
  const response = error.getResponse();
  if (typeof response === 'object' && 'details' in response) return response;
  const isMeant = status < 500 || error instanceof AwayException;
  return problem(status, isMeant && !quotesPath(error) ? error.message : undefined);
}
