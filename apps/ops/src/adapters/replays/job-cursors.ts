import { isUuid } from '@lk/kernel';
import { BadRequestException } from '@nestjs/common';
import { type JobCursor } from './job.repository';

const wrong = (): BadRequestException =>
  new BadRequestException('The value of after is not one of next');

/** Opaque to readers. */
export function writeJobCursor({ plannedAt, id }: JobCursor): string {
  return Buffer.from(`${plannedAt.toISOString()}/${id}`).toString('base64url');
}

/** @throws BadRequestException for a text that {@link writeJobCursor} did not write */
export function readJobCursor(text: string | undefined): JobCursor | undefined {
  if (text === undefined) return undefined;
  const [at = '', id] = Buffer.from(text, 'base64url').toString().split('/');
  const plannedAt = new Date(at);
  if (!isUuid(id) || Number.isNaN(plannedAt.getTime())) throw wrong();
  return { plannedAt, id };
}

/** The position after which the page begins. @throws BadRequestException */
export function readPosition(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,9}$/.test(text)) throw wrong();
  return Number(text);
}
