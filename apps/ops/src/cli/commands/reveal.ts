import { type Revealed } from '../api/ops.views';
import { type Call } from '../ops-command';
import { type CommandOption } from '../command-option';
import { REASON, type ReasonFlags, reasonIfAny } from '../options/start-options';
import { paragraphs } from '../output/printer';
import { oneLine, printable } from '../output/safe-text';

export interface RevealFlags extends ReasonFlags {
  readonly reveal?: boolean;
}

export const REVEAL_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--reveal',
    description: 'show the payload, which holds personal data; audited, with --reason if given',
  },
  REASON,
];

/** @throws CliError (usage) for a reason that is none */
export async function revealed(
  { flags, api }: Call<RevealFlags>,
  path: string,
): Promise<Revealed | undefined> {
  if (!flags.reveal) return undefined;
  return api.post<Revealed>(path, { reason: reasonIfAny(flags) });
}

export function revealedText({ body, encoding, headers, properties }: Revealed): string {
  const title = encoding === 'utf8' ? 'Payload' : `Payload (${encoding})`;
  return paragraphs(
    listText('Properties', properties),
    listText('Headers', headers),
    `${title}\n${printable(encoding === 'utf8' ? indented(body) : body)}`,
  );
}

function listText(title: string, values: Readonly<Record<string, unknown>> | undefined): string {
  const lines = Object.entries(values ?? {}).map(
    ([name, value]) => `  ${oneLine(name)}: ${oneLine(textOf(value))}`,
  );
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
