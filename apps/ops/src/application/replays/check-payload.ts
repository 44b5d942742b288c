import {
  BANK_EVENT_PAYLOADS,
  COMMAND_PAYLOADS,
  LK_EVENT_PAYLOADS,
  parseCloudEvent,
  type PayloadClass,
} from '@lk/contracts';
import { type JsonObject, toAppError } from '@lk/kernel';
import { fieldProblems } from '@lk/platform';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { type LetterKind } from '../../domain/dead-letter';

const EVENT_PAYLOADS = { ...BANK_EVENT_PAYLOADS, ...LK_EVENT_PAYLOADS };

/**
 * What a handler would say against the message, checked with its own payload class. Names of fields,
 * never values.
 */
export async function problemsOf(
  kind: LetterKind,
  type: string | null,
  body: JsonObject,
): Promise<string[]> {
  const classes: Readonly<Record<string, PayloadClass | undefined>> =
    kind === 'command' ? COMMAND_PAYLOADS : EVENT_PAYLOADS;
  const payloadClass = Object.hasOwn(classes, type ?? '') ? classes[type ?? ''] : undefined;
  if (!payloadClass) return ['Messages of this type have no known form, they cannot be edited'];
  if (kind === 'command') return problemsIn(payloadClass, body);
  try {
    return await problemsIn(payloadClass, parseCloudEvent(body).data, 'data.');
  } catch (error) {
    return [toAppError(error).message];
  }
}

async function problemsIn(
  payloadClass: PayloadClass,
  data: JsonObject,
  prefix = '',
): Promise<string[]> {
  const instance = plainToInstance(payloadClass, data);
  const errors = await validate(instance, { validationError: { target: false, value: false } });
  return fieldProblems(errors, prefix);
}
