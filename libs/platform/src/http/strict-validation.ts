import { BadRequestException, ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';

const MOST_TOLD = 10;

/**
 * For bodies and queries of our HTTP interfaces: unknown fields are refused, and the answer says which
 * known field is wrong and why.
 */
export const strictValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) =>
    new BadRequestException([...new Set(fieldProblems(errors))].slice(0, MOST_TOLD).join('; ')),
});

/**
 * What is wrong, a sentence per rule that was broken. Names of our fields, never values; a field that
 * is not ours is not named either, since a caller may put anything where its name should be.
 */
export function fieldProblems(errors: readonly ValidationError[], prefix = ''): string[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const path = `${prefix}${property}`;
    const own = Object.entries(constraints ?? {}).map(([rule, text]) =>
      rule === 'whitelistValidation'
        ? `${prefix.slice(0, -1) || 'the request'} holds a field that is not known here`
        : text.replace(property, path),
    );
    return [...own, ...fieldProblems(children ?? [], `${path}.`)];
  });
}
