import { type SelfEmployedStatus } from '@lk/contracts';
import { readOrUndefined } from '@lk/platform';
import { type AxiosInstance } from 'axios';

export interface SelfEmployedPerson {
  readonly status: SelfEmployedStatus;
  readonly flagged: boolean;
  readonly externalRecipientId: string | undefined;
}

interface LookupAnswer {
  status: SelfEmployedStatus;
  flagged: boolean;
  externalRecipientId: string | null;
}

/** Reads the registry of self-employed people. */
export class SelfEmployedReader {
  constructor(private readonly http: AxiosInstance) {}

  /** The INN travels in the body, because addresses end up in access logs. */
  async findByInn(inn: string): Promise<SelfEmployedPerson | undefined> {
    const answer = await readOrUndefined('self-employed-risk', () =>
      this.http.post<LookupAnswer>('/self-employed/lookup', { inn }),
    );
    return answer && { ...answer, externalRecipientId: answer.externalRecipientId ?? undefined };
  }
}
