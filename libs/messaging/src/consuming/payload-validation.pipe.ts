import { isJsonObject, permanentError } from '@lk/kernel';
import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';

function fieldNames(errors: readonly ValidationError[], prefix = ''): string[] {
  return errors.flatMap((error) => {
    const name = `${prefix}${error.property}`;
    return error.children?.length ? fieldNames(error.children, `${name}.`) : [name];
  });
}

/** A field that is null is a field that is not there: whoever writes JSON means the same by both. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field)]));
}

/**
 * Checks a payload against the class of the handler's parameter. Unknown fields are tolerated: the
 * bank and the cabinet may add some. The error names the wrong fields and never their values.
 */
@Injectable()
export class PayloadValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) =>
        permanentError('BAD_PAYLOAD', 'The payload lacks a field or has a wrong one', {
          safeDetails: { fields: fieldNames(errors).slice(0, 20).join(',') },
        }),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return super.transform(metadata.type === 'body' ? withoutNulls(value) : value, metadata);
  }
}
