import { parseArgs } from 'node:util';
import { getService } from './services';

/** What `npm start` was asked for. */
export interface StartArguments {
  readonly help: boolean;
  readonly detach: boolean;
  readonly only?: string;
  readonly scale: Readonly<Record<string, number>>;
}

/** More copies than this are a slip of the finger on a developer's machine. */
const MOST_COPIES = 16;

/** Reads the arguments of `npm start`; throws with what is wrong. */
export function parseStartArguments(args: string[]): StartArguments {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      detach: { type: 'boolean', default: false },
      only: { type: 'string' },
      scale: { type: 'string', multiple: true, default: [] },
    },
  });
  const scale = Object.fromEntries(values.scale.flatMap((item) => item.split(',')).map(parseScale));
  return { help: values.help, detach: values.detach, only: values.only, scale };
}

function parseScale(item: string): [string, number] {
  const [name = '', copies = ''] = item.split('=');
  getService(name);
  const count = Number(copies);
  if (!Number.isInteger(count) || count < 1 || count > MOST_COPIES) {
    throw new Error(`--scale ${item}: write <service>=<copies>, 1 to ${MOST_COPIES} copies.`);
  }
  return [name, count];
}
