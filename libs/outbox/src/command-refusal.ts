import { AppError, type SafeDetails } from '@lk/kernel';

/**
 * We refuse a command by a rule of ours: its caller is answered `rejected`, and nothing is left for
 * a person to do, so it is no dead letter.
 */
export class CommandRefusal extends AppError {
  constructor(code: string, message: string, safeDetails: SafeDetails = {}) {
    super({ code, message, disposition: 'permanent', safeDetails });
  }
}
