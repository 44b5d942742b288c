import { isRubles, isUuid } from '@lk/kernel';
import { Transform } from 'class-transformer';
import {
  IsNotEmpty,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
  type ValidationArguments,
  type ValidationOptions,
} from 'class-validator';

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

/** A uuid of any version; class-validator's own refuses those whose version or variant is not of the RFC. */
export function IsUuid(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isUuid',
      validator: { validate: isUuid, defaultMessage: () => '$property must be a uuid' },
    },
    options,
  );
}

/**
 * An id of ours: a uuid, in lower case from here on. Postgres compares uuids by value, but keys and
 * locks are made of text: the same id in two spellings would be two payouts.
 */
export function IsOwnId(): PropertyDecorator {
  const lowerCase = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
  return all(lowerCase, IsUuid());
}

/** The longest external id we store; the bank's own are uuids or small integers. */
const MAX_EXTERNAL_ID = 200;

/** An id of the bank: opaque text. */
export function IsExternalId(): PropertyDecorator {
  return all(IsString(), IsNotEmpty(), MaxLength(MAX_EXTERNAL_ID));
}

/**
 * The bank's id of a recipient: those of self-employed people are int32, and become text. A larger number
 * may be an INN in the wrong place.
 */
export function IsExternalRecipientId(): PropertyDecorator {
  const asText = Transform(({ value }: { value: unknown }) =>
    Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? String(value) : value,
  );
  return all(asText, IsExternalId());
}

function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

const DECIMAL = /^\d+(\.\d+)?$/;

/** More than zero: a JSON number, or the same as text. */
export function IsPositiveDecimal(): PropertyDecorator {
  return ValidateBy({
    name: 'isPositiveDecimal',
    validator: {
      validate: (value) =>
        (typeof value === 'number' || (typeof value === 'string' && DECIMAL.test(value))) &&
        Number.isFinite(Number(value)) &&
        Number(value) > 0,
      defaultMessage: () => '$property must be a decimal number above zero',
    },
  });
}

const UTC_TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z)?$/;

/** The moment that a text of {@link IsUtcTime} means; NaN for any other value. */
function momentOf(value: unknown, ofDay: 'start' | 'end'): number {
  const [text = '', day = '', time] = UTC_TIME.exec(String(value)) ?? [];
  const moment = Date.parse(time === undefined && ofDay === 'end' ? `${day}T23:59:59.999Z` : text);
  // JavaScript reads the 31st of February as the 3rd of March.
  const midnight = Date.parse(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return exists ? moment : Number.NaN;
}

/** A date `2026-01-31`, or a date and time in UTC, `2026-01-31T10:00:00Z`; text as the bank takes it. */
export function IsUtcTime(): PropertyDecorator {
  return ValidateBy({
    name: 'isUtcTime',
    validator: {
      validate: (value) => typeof value === 'string' && !Number.isNaN(momentOf(value, 'start')),
      defaultMessage: () => '$property must be a date, or a date and time that ends with Z',
    },
  });
}

/** Not before another {@link IsUtcTime} of the same object; says nothing when one of them is wrong. */
export function IsNotBefore(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'isNotBefore',
    constraints: [other],
    validator: {
      validate: (value, args) =>
        !(momentOf(value, 'end') < momentOf(fieldOf(args, other), 'start')),
      defaultMessage: () => '$property must not be before $constraint1',
    },
  });
}

/** Wrong when another field of the same object is there too. */
export function IsAbsentBeside(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'isAbsentBeside',
    constraints: [other],
    validator: {
      validate: (_value, args) => (fieldOf(args, other) ?? undefined) === undefined,
      defaultMessage: () => '$property must not stand beside $constraint1',
    },
  });
}

const fieldOf = (args: ValidationArguments | undefined, name: string): unknown =>
  (args?.object as Readonly<Record<string, unknown>> | undefined)?.[name];
