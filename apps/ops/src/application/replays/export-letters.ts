import { type BodyRepository, type LetterBody } from '../../adapters/body.repository';
import { type LetterFilter } from '../../adapters/letter-filter';
import {
  type LetterCursor,
  type LetterSearchRepository,
} from '../../adapters/letter-search.repository';

const PAGE = 200;

/** The bytes as text where they are text. */
export function bodyText({ body }: LetterBody): { body: string; encoding: 'utf8' | 'base64' } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return { body: text, encoding: 'utf8' };
  } catch {
    return { body: body.toString('base64'), encoding: 'base64' };
  }
}

/** AMQP properties and headers, apart. */
export function propertiesOf({ properties }: LetterBody): { headers: object; properties: object } {
  const { headers, ...others } = properties;
  const own = typeof headers === 'object' && headers !== null ? headers : {};
  return { headers: own, properties: others };
}

/** Letters as JSON lines, newest failure first, page by page: memory holds one page. */
export class ExportLetters {
  constructor(
    private readonly search: LetterSearchRepository,
    private readonly bodies: BodyRepository,
  ) {}

  /** How many lines there would be at this moment, and whether the limit keeps others back. */
  async extent(filter: LetterFilter, limit: number): Promise<{ lines: number; cut: boolean }> {
    const found = await this.search.count(filter, limit + 1);
    return { lines: Math.min(found, limit), cut: found > limit };
  }

  /** @param reveal with bodies and headers: personal data, audited by the caller */
  async *lines(filter: LetterFilter, limit: number, reveal: boolean): AsyncGenerator<string> {
    let after: LetterCursor | undefined;
    for (let left = limit; left > 0;) {
      const { letters, next } = await this.search.list(filter, Math.min(PAGE, left), after);
      const bodies = reveal
        ? await this.bodies.findReadable(letters.map(({ id }) => id))
        : new Map<string, LetterBody>();
      for (const letter of letters) {
        const found = bodies.get(letter.id);
        const payload = found ? { ...bodyText(found), ...propertiesOf(found) } : {};
        yield `${JSON.stringify({ ...letter, ...payload })}\n`;
      }
      if (!next) return;
      left -= letters.length;
      after = next;
    }
  }
}
