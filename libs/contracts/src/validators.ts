import { isRubles } from '@lk/kernel';
import { Transform } from 'class-transformer';
import { IsUUID, Matches, ValidateBy, type ValidationOptions } from 'class-validator';

/** Rubles with at most two decimals: a JSON number as on the bank's wire, or the same as text. */
export function IsRubles(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isRubles',
      validator: {
        validate: isRubles,
        defaultMessage: () => '$property must be rubles with at most two decimals',
      },
    },
    options,
  );
}

/** A taxpayer number: 12 digits for people, 10 for companies. */
export function IsInn(kind: 'person' | 'any' = 'any'): PropertyDecorator {
  return Matches(kind === 'person' ? /^\d{12}$/ : /^(\d{10}|\d{12})$/, {
    message: `$property must be ${kind === 'person' ? '12' : '10 or 12'} digits`,
  });
}

/** A bank account: 20 digits, or 22 for some nominal accounts. */
export function IsAccountNumber(): PropertyDecorator {
  return Matches(/^(\d{20}|\d{22})$/, { message: '$property must be 20 or 22 digits' });
}

/**
 * An id of ours: a uuid, in lower case from here on. Postgres compares uuids by value, but keys and
 * locks are made of text: the same id in two spellings would be two payouts.
 */
export function IsOwnId(): PropertyDecorator {
  const lowerCase = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
  const uuid = IsUUID();
  return (target, property) => {
    lowerCase(target, property);
    uuid(target, property);
  };
}
