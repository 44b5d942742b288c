import { toAppError } from '@lk/kernel';

/** What could not be asked, and why. */
export class MissingPart {
  readonly source!: string;
  readonly reason!: string;
}

const CANCELLED = Symbol('cancelled');

/** Asks several parts of the system, none of which may fail or hold up the answer. */
export class Gathering {
  private readonly parts: MissingPart[] = [];

  constructor(private readonly timeoutMs: number) {}

  get missing(): readonly MissingPart[] {
    return this.parts;
  }

  /** @returns undefined when the part did not answer, which is noted */
  async ask<T>(source: string, question: () => Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof CANCELLED>((resolve) => {
      timer = setTimeout(() => resolve(CANCELLED), this.timeoutMs);
    });
    try {
      const answer = await Promise.race([question(), late]);
      if (answer !== CANCELLED) return answer;
      this.note(source, 'no answer in time');
    } catch (error) {
      this.note(source, reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  }

  note(source: string, reason: string): void {
    this.parts.push({ source, reason });
  }
}

/** Codes and constant sentences only: the text of a foreign error may quote anything. */
function reasonOf(error: unknown): string {
  const { code, safeDetails } = toAppError(error);
  const { httpStatus } = safeDetails;
  if (code !== 'OWNER_UNAVAILABLE') return code;
  return typeof httpStatus === 'number' ? `answered ${httpStatus}` : 'no answer';
}
