import { HttpException } from '@nestjs/common';

/**
 * 503 that says who is away, for answers that depend on another service. Of other failures of ours the
 * reader is told nothing but the status.
 */
export class AwayException extends HttpException {
  /** @param message a constant sentence */
  constructor(message: string) {
    super(message, 503);
  }
}
