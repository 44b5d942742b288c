import { permanentError } from '@lk/kernel';
import { ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';

function fieldNames(errors: readonly ValidationError[], prefix = ''): string[] {
  return errors.flatMap((error) => {
    const name = `${prefix}${error.property}`;
    return error.children?.length ? fieldNames(error.children, `${name}.`) : [name];
  });
}

/**
 * Checks a payload against the class of the handler's parameter. Unknown fields are tolerated: the
 * bank and the cabinet may add some. The error names the wrong fields and never their values.
 */
export function payloadValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      permanentError('BAD_PAYLOAD', 'The payload lacks a field or has a wrong one', {
        safeDetails: { fields: fieldNames(errors).slice(0, 20).join(',') },
      }),
  });
}
