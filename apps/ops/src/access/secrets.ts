import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Recognised by people and by scanners of leaked secrets. */
const TOKEN_PREFIX = 'lkops_';
const SECRET_BYTES = 32;

/** 256 random bits: nothing to guess, so a plain SHA-256 keeps it; a slow hash would protect nothing. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

export const newToken = (): string => TOKEN_PREFIX + newSecret();

export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compares hashes, which have one length, so that time tells nothing about the secret. */
export const isSecret = (given: string, expected: string | undefined): boolean =>
  timingSafeEqual(secretHash(given), secretHash(expected ?? '')) && expected !== undefined;

/** A value that only who knows the secret can derive; the secret does not follow from it. */
export const derivedFrom = (secret: string, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest('base64url');
