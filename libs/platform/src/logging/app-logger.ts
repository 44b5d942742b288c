import { type LoggerService } from '@nestjs/common';
import { AppError } from '@lk/kernel';
import { pino, type DestinationStream, type Logger } from 'pino';
import { currentLogContext, type LogFields } from './log-context';
import { allowedFields, maskDigits } from './log-fields';

/** The frames of a stack without its first line, which repeats the message. */
function frames(error: Error): string | undefined {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.length > 0 ? lines.slice(0, 8).join('\n') : undefined;
}

/** What may be told of an error: its code, class and frames; its message only when it is ours. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  if (error instanceof AppError) {
    const { code: errorCode, name: errorName, disposition, safeDetails } = error;
    const cause = error.cause instanceof Error ? error.cause.name : undefined;
    const stack = disposition === 'invariant' ? frames(error) : undefined;
    return {
      ...safeDetails,
      errorCode,
      errorName,
      disposition,
      reason: error.message,
      cause,
      stack,
    };
  }
  return { errorName: error.name, code: (error as { code?: unknown }).code, stack: frames(error) };
}

/**
 * JSON lines on standard output: `time`, `level`, `service`, `msg` and allowed fields only.
 * `msg` is a constant phrase; what varies goes into fields. Also Nest's own logger.
 */
export class AppLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(service: string, level: string, destination?: DestinationStream) {
    this.pino = pino(
      {
        level,
        base: { service },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      destination ?? pino.destination({ fd: 1, sync: true }),
    );
  }

  debug(message: unknown, fields?: unknown): void {
    this.write('debug', message, fields);
  }

  info(message: unknown, fields?: unknown): void {
    this.write('info', message, fields);
  }

  /** Nest's word for info; its own lines about modules and routes are of no use in production. */
  log(message: unknown, fields?: unknown): void {
    this.write(typeof fields === 'string' ? 'debug' : 'info', message, fields);
  }

  warn(message: unknown, fields?: unknown): void {
    this.write('warn', message, fields);
  }

  error(message: unknown, fields?: unknown): void {
    this.write('error', message, fields);
  }

  fatal(message: unknown, fields?: unknown): void {
    this.write('fatal', message, fields);
  }

  private write(
    level: 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    fields: unknown,
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const error = message instanceof Error ? errorFields(message) : {};
    const text = typeof message === 'string' ? maskDigits(message) : 'error';
    this.pino[level](
      allowedFields({ ...currentLogContext(), ...error, ...asFields(fields) }),
      text,
    );
  }
}

/** Nest passes a context or a stack as text; a stack repeats the message, so only frames stay. */
function asFields(fields: unknown): LogFields {
  if (fields instanceof Error) return errorFields(fields);
  if (typeof fields === 'string') return fields.includes('\n') ? {} : { context: fields };
  return typeof fields === 'object' && fields !== null ? (fields as LogFields) : {};
}
