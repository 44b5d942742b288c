import { BadRequestException } from '@nestjs/common';

/** Names and ids as ops writes them: nothing that could break a line of a log or a header. */
const ACTOR = /^[\p{L}\p{N} ._:@/-]{1,200}$/u;

/** Who asks, as ops says in `X-Actor`; undefined when nobody is named. */
export function findActor(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const actor = decoded(header);
  if (ACTOR.test(actor)) return actor;
  throw new BadRequestException('X-Actor must be a name or an id');
}

/** A decision without a name is none. */
export function getActor(header: string | undefined): string {
  const actor = findActor(header);
  if (actor !== undefined) return actor;
  throw new BadRequestException('X-Actor must say who decides');
}

/** A name in Cyrillic travels percent-encoded: headers are Latin. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
