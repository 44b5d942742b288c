import { createInternalHttp, type InternalApiConfig, readOrUndefined } from '@lk/platform';
import { type AxiosInstance } from 'axios';
import { type Handled } from '../../domain/replays/verdict';
import { type OwnersConfig } from '../../owners.config';

/** What an owner said by id; undefined: it did not answer. */
export type OwnerAnswer = ReadonlyMap<string, Handled> | undefined;

interface HandledAnswer {
  readonly handled: readonly (Handled & { readonly id: string })[];
}

/** The most ids of one question (`POST /messages/handled`). */
const MAX_IDS = 1000;
/** An owner that did not answer is not asked for so long: a plan of a million asks a thousand times. */
const SILENCE_MS = 5000;

/** Asks the services which messages took effect. */
export class OwnersGateway {
  private readonly clients: ReadonlyMap<string, AxiosInstance>;
  private readonly silentUntil = new Map<string, number>();

  constructor(config: OwnersConfig, api: InternalApiConfig) {
    const addresses: Readonly<Record<string, string | undefined>> = {
      deal: config.DEAL_URL,
      payout: config.PAYOUT_URL,
      'self-employed-risk': config.SELF_EMPLOYED_URL,
      notification: config.NOTIFICATION_URL,
      reconciliation: config.RECONCILIATION_URL,
    };
    this.clients = new Map(
      Object.entries(addresses).flatMap(([owner, url]) =>
        url === undefined
          ? []
          : [[owner, createInternalHttp(url, config.OPS_OWNER_TIMEOUT_MS, api)] as const],
      ),
    );
  }

  /** Never rejects: an owner that cannot be asked is silent. */
  async handled(owner: string, ids: readonly string[]): Promise<OwnerAnswer> {
    if (ids.length === 0) return new Map();
    const http = this.clients.get(owner);
    if (!http || (this.silentUntil.get(owner) ?? 0) > Date.now()) return undefined;
    try {
      const found = new Map<string, Handled>();
      for (let start = 0; start < ids.length; start += MAX_IDS) {
        await ask(http, owner, ids.slice(start, start + MAX_IDS), found);
      }
      return found;
    } catch {
      this.silentUntil.set(owner, Date.now() + SILENCE_MS);
      return undefined;
    }
  }
}

async function ask(
  http: AxiosInstance,
  owner: string,
  ids: readonly string[],
  found: Map<string, Handled>,
): Promise<void> {
  const answer = await readOrUndefined<HandledAnswer>(owner, () =>
    http.post('/messages/handled', { ids }),
  );
  if (!answer) throw new Error('The owner does not know the question');
  for (const { id, status, errorCode } of answer.handled) found.set(id, { status, errorCode });
}
