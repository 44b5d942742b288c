import { usageError } from '../exit-codes';
import { list, type CommandOption, time, wholeNumber } from '../command-option';

export const LETTER_STATUSES = ['open', 'replaying', 'resolved', 'discarded'] as const;

/** Of one job, as the API has it. */
const MOST = 10_000_000;
const MOST_IDS = 10_000;

export interface FilterFlags {
  readonly queue?: string;
  readonly type?: string;
  readonly error?: string;
  readonly bankError?: string;
  readonly group?: string;
  readonly since?: string;
  readonly until?: string;
  readonly deal?: string;
  readonly payout?: string;
  readonly message?: string;
  readonly text?: string;
  readonly status?: string;
}

export interface SelectionFlags extends FilterFlags {
  readonly exclude?: readonly string[];
  readonly limit?: number;
  readonly all?: boolean;
}

export const FILTER_OPTIONS: readonly CommandOption[] = [
  { flags: '--queue <name>', description: 'failed in this queue, for example deal.events' },
  { flags: '--type <name>', description: 'this type of event or command' },
  { flags: '--error <code>', description: 'this error code' },
  { flags: '--bank-error <code>', description: "this error code of the bank's" },
  { flags: '--group <fingerprint>', description: 'this cause; see dlq groups' },
  time('--since <time>', 'failed last at or after'),
  time('--until <time>', 'failed last before'),
  { flags: '--deal <id>', description: "about this deal; our id or the bank's" },
  { flags: '--payout <id>', description: 'about this payout' },
  { flags: '--message <id>', description: 'with this event or command id' },
  { flags: '--text <text>', description: 'the error message contains this; 3 characters or more' },
  { flags: '--status <status>', description: 'in this status', choices: LETTER_STATUSES },
];

export const SELECTION_OPTIONS: readonly CommandOption[] = [
  ...FILTER_OPTIONS,
  { flags: '--exclude <ids>', description: 'but not these; repeat it or use commas', parse: list },
  { flags: '--limit <n>', description: 'at most so many', parse: wholeNumber(1, MOST) },
  { flags: '--all', description: 'without any filter: all there are' },
];

const nameOf = ({ flags }: CommandOption): string => flags.split(' ', 1)[0] ?? '';

/** Of `--bank-error`: `bankError`. */
const keyOf = (option: CommandOption): string =>
  nameOf(option)
    .slice(2)
    .replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());

/** The options of a selection that were given, as a person writes them. */
export const givenOf = (flags: SelectionFlags): string[] =>
  SELECTION_OPTIONS.filter((option) => keyOf(option) in flags).map(nameOf);

/** As the API names them. */
export interface LetterFilter {
  queue?: string;
  type?: string;
  errorCode?: string;
  bankErrorCode?: string;
  fingerprint?: string;
  since?: string;
  until?: string;
  dealId?: string;
  payoutId?: string;
  messageId?: string;
  text?: string;
  status?: string;
}

export function filterOf(flags: FilterFlags): LetterFilter {
  const { queue, type, since, until, text, status } = flags;
  return {
    ...{ queue, type, since, until, text, status },
    errorCode: flags.error,
    bankErrorCode: flags.bankError,
    fingerprint: flags.group,
    dealId: flags.deal,
    payoutId: flags.payout,
    messageId: flags.message,
  };
}

/** What a job is made of. */
export type Selection =
  | { readonly ids: readonly string[] }
  | {
      readonly filter: LetterFilter;
      readonly limit?: number;
      readonly exclude?: readonly string[];
      readonly all?: true;
    };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What the person asked for, and never more: without ids and filters only `--all` means all, and a
 * limit so many of all.
 * `status` is what the letters must be in for the job to make sense, unless the person names one.
 */
export function selectionOf(
  ids: readonly string[],
  flags: SelectionFlags,
  status: (typeof LETTER_STATUSES)[number],
): Selection {
  const { exclude, limit, all } = flags;
  const filter = filterOf(flags);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0)
    return selectionOfIds(ids, filtered || all === true || limit !== undefined, exclude);
  if (!filtered && !all && limit === undefined) throw nothingSelected();
  const withStatus = { ...filter, status: filter.status ?? status };
  return { filter: withStatus, limit, exclude, ...(filtered ? {} : { all: true as const }) };
}

function selectionOfIds(
  ids: readonly string[],
  mixed: boolean,
  exclude: readonly string[] = [],
): Selection {
  if (mixed) throw usageError('Give ids or filters, not both.');
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) throw usageError(`"${wrong}" is not the id of a dead letter.`);
  const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (unique.length > MOST_IDS) {
    throw usageError(
      `These are more than ${MOST_IDS} ids: select them by filters, such as --group.`,
    );
  }
  const excluded = new Set(exclude.map((id) => id.toLowerCase()));
  return { ids: unique.filter((id) => !excluded.has(id)) };
}

const nothingSelected = () =>
  usageError(
    'Nothing is selected.',
    'Give ids, or filters such as --group, --queue, --error, --since, or --all for all there are.',
    'What there is: tbank-ops dlq groups',
  );
