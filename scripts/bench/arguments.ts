import { parseArgs } from 'node:util';

/** What can be measured, in the order in which it is. */
export const PARTS = [
  'ingress',
  'consumer',
  'bank',
  'latency',
  'dead-letters',
  'reconciliation',
] as const;
export type Part = (typeof PARTS)[number];

/** What `npm run bench` was asked for. */
export interface BenchArguments {
  readonly help: boolean;
  readonly quick: boolean;
  readonly parts: readonly Part[];
  readonly jsonFile?: string;
}

/** Reads the arguments of `npm run bench`; throws with what is wrong. */
export function parseBenchArguments(args: string[]): BenchArguments {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const parts = values.only === undefined ? PARTS : PARTS.filter((part) => part === values.only);
  if (parts.length === 0) throw new Error(`--only takes one of: ${PARTS.join(', ')}.`);
  return { help: values.help, quick: values.quick, parts, jsonFile: values.json };
}
