import { isJsonObject } from '@lk/kernel';
import { type Role, ROLES } from './principal';

/** Values of the role claim and the role each of them gives. */
export type RoleMapping = ReadonlyMap<string, Role>;

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/**
 * `admin=lk-admins,operator=on-call,operator=support`
 * @returns undefined when it is none
 */
export function parseRoleMapping(text: string): RoleMapping | undefined {
  const mapping = new Map<string, Role>();
  for (const pair of text.split(',')) {
    const [, role = '', value = ''] = /^\s*([a-z]+)\s*=\s*(\S.*?)\s*$/.exec(pair) ?? [];
    if (!isRole(role)) return undefined;
    const known = mapping.get(value);
    if (!known || ROLES.indexOf(known) < ROLES.indexOf(role)) mapping.set(value, role);
  }
  return mapping;
}

/** A name with dots may be one claim (`https://example.org/roles`) or lead into objects. */
function claimOf(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      claims,
    );
}

/** The highest role that the claim gives; undefined when it gives none. */
export function roleOf(
  claims: Readonly<Record<string, unknown>>,
  path: string,
  mapping: RoleMapping,
): Role | undefined {
  const value = claimOf(claims, path);
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  const roles = values.flatMap((one) => {
    const role = typeof one === 'string' ? mapping.get(one) : undefined;
    return role ? [role] : [];
  });
  return roles.sort((a, b) => ROLES.indexOf(b) - ROLES.indexOf(a))[0];
}
