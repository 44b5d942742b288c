import { type Canary } from './canaries';

/** A canary that was found: which, in which spelling, and where. */
export interface Leak {
  readonly canary: string;
  readonly spelling: string;
  readonly place: string;
  readonly excerpt: string;
}

interface Needle {
  readonly canary: string;
  readonly spelling: string;
  readonly text: string;
  readonly within: 'text' | 'bytes' | 'digits';
}

const jsonEscaped = (value: string): string =>
  [...value]
    .map((char) =>
      char.charCodeAt(0) > 126 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char,
    )
    .join('');

/** A longer text may hold the value at any of three offsets; the edges depend on its neighbours. */
function base64Spellings(value: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + value).toString('base64');
    const whole = Math.floor(((offset + Buffer.byteLength(value)) * 8) / 6);
    return encoded.slice(Math.ceil((offset * 8) / 6), whole);
  });
}

function needlesOf({ name: canary, value }: Canary): Needle[] {
  const bytes = Buffer.from(value);
  const spellings: [string, string, Needle['within']][] = [
    ['raw', value, 'text'],
    ['percent', encodeURIComponent(value), 'text'],
    ['json', jsonEscaped(value), 'text'],
    ['hex', bytes.toString('hex'), 'text'],
    ['latin1', bytes.toString('latin1'), 'text'],
    ...base64Spellings(value).map((text) => ['base64', text, 'bytes'] as [string, string, 'bytes']),
    ...base64Spellings(value).map(
      (text) =>
        ['base64url', text.replaceAll('+', '-').replaceAll('/', '_'), 'bytes'] as [
          string,
          string,
          'bytes',
        ],
    ),
  ];
  if (/^\d+$/.test(value)) spellings.push(['digits', value, 'digits']);
  const seen = new Set<string>();
  return spellings.flatMap(([spelling, text, within]) => {
    const sought = within === 'bytes' ? text : text.toLowerCase();
    const key = `${within}:${sought}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ canary, spelling, text: sought, within }];
  });
}

/** A phone or an account may be written with spaces, dashes, brackets and dots. */
const withoutSeparators = (text: string): string => text.replace(/(?<=\d)[ ().-]+(?=\d)/g, '');

/** Looks for every canary, raw and in the encodings that values get on their way. */
export class LeakSearch {
  private readonly needles: readonly Needle[];
  /** How much was searched, by kind of place; an empty haystack proves nothing. */
  readonly searched: Record<string, number> = {};

  constructor(canaries: readonly Canary[]) {
    this.needles = canaries.flatMap(needlesOf);
  }

  /** @param place `kind: where exactly` */
  find(place: string, text: string): Leak[] {
    const kind = place.split(':')[0] ?? place;
    this.searched[kind] = (this.searched[kind] ?? 0) + text.length;
    const lowered = text.toLowerCase();
    const hays = { text: lowered, bytes: text, digits: withoutSeparators(lowered) };
    return this.needles.flatMap(({ canary, spelling, text: needle, within }) => {
      const at = hays[within].indexOf(needle);
      if (at < 0) return [];
      const excerpt = hays[within].slice(Math.max(0, at - 60), at + needle.length + 40);
      return [{ canary, spelling, place, excerpt }];
    });
  }
}
