import { type Principal } from './principal';

/** Who started the system: the bootstrap token and the one-time local token are one person. */
export const STARTER: Omit<Principal, 'via'> = {
  id: 'bootstrap',
  name: 'bootstrap',
  role: 'admin',
};

/** Our own services and scripts, by the token that they share. */
export const INTERNAL: Principal = {
  id: 'internal',
  name: 'internal',
  role: 'viewer',
  via: 'internal',
};

/** Whoever tried to sign in and could not; in records only. */
export const NOBODY: Principal = {
  id: 'anonymous',
  name: 'anonymous',
  role: 'viewer',
  via: 'session',
};

/**
 * Tokens with one name are one person: a new token does not make somebody a second pair of eyes over
 * what they began with the old one.
 */
export const personOfToken = (name: string): string => `token:${name.toLowerCase()}`;

/** Case, blanks around it and how an accent is encoded make no other name. */
const nameKey = (name: string): string => name.trim().toLowerCase().normalize('NFC');

/**
 * Whether two are one person. Names count beside ids, because a token and the account at the identity
 * provider of the same person have different ids.
 */
export const isSamePerson = (
  one: Pick<Principal, 'id' | 'name'>,
  other: Pick<Principal, 'id' | 'name'>,
): boolean => one.id === other.id || nameKey(one.name) === nameKey(other.name);
