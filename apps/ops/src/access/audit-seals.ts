import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AuditHead } from './audit-record';

type Place = 'record' | 'end';

/**
 * What only a holder of a key can write. A record and the end of the log have different seals: else
 * the seal of any record would do for an end of the log at it.
 */
export class AuditSeals {
  private readonly keys: readonly string[];

  /** @param keys comma-separated for rotation: the first seals, all are taken for right */
  constructor(keys: string | undefined) {
    this.keys = keys === undefined ? [] : keys.split(',').map((key) => key.trim());
  }

  get active(): boolean {
    return this.keys.length > 0;
  }

  /** Null without a key. */
  make(place: Place, at: AuditHead): Buffer | null {
    const [key] = this.keys;
    return key === undefined ? null : seal(key, place, at);
  }

  isRight(given: Buffer | null, place: Place, at: AuditHead): boolean {
    return this.keys.some((key) => {
      const expected = seal(key, place, at);
      return given?.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

const seal = (key: string, place: Place, { seq, hash }: AuditHead): Buffer =>
  createHmac('sha256', key).update(`${place}:${seq}:${hash}`).digest();
