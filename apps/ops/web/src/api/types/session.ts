export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
/** Each role may do what the ones before it may. */
export type Role = (typeof ROLES)[number];

export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly via: 'token' | 'session' | 'oidc' | 'internal';
}

export interface SessionView {
  readonly principal: Principal;
  /** Goes back in the header of every changing request. */
  readonly csrfToken: string | null;
  readonly expiresAt: string | null;
}

export interface AuthMethods {
  readonly token: boolean;
  readonly oidc: { readonly loginUrl: string } | null;
}
