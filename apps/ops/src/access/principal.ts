/** Each role may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const hasRole = (role: Role, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Who asks; known from a token or a session, never from what the request says about itself. */
export interface Principal {
  /** Stable: two principals with one id are one person. */
  readonly id: string;
  /** For people to read in records. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'token' | 'session' | 'oidc' | 'internal';
}
