import { parseRoleMapping, roleOf } from './oidc-roles';

const mapping = parseRoleMapping('viewer=all, operator=on-call,admin=lk-admins,viewer=lk-admins');

const role = (claims: Record<string, unknown>, path = 'roles') => roleOf(claims, path, mapping!);

describe('roleOf', () => {
  it('takes the highest role that any value gives, and none for unknown ones', () => {
    expect(role({ roles: ['all', 'on-call', 'other'] })).toBe('operator');
    expect(role({ roles: 'lk-admins' })).toBe('admin');
    expect(role({ roles: ['other', 7, null, { admin: true }] })).toBeUndefined();
    expect(role({})).toBeUndefined();
  });

  it('takes no role for the name of a role that is not mapped', () => {
    expect(role({ roles: ['admin', 'operator'] })).toBeUndefined();
  });

  it('finds a claim whose name has dots, and one inside others, and nothing inherited', () => {
    expect(role({ 'https://x.org/roles': ['all'] }, 'https://x.org/roles')).toBe('viewer');
    expect(role({ realm: { access: { roles: ['all'] } } }, 'realm.access.roles')).toBe('viewer');
    expect(role({ realm: 'all' }, 'realm.access')).toBeUndefined();
    expect(role({}, 'constructor.name')).toBeUndefined();
  });
});

describe('parseRoleMapping', () => {
  it.each(['', 'admin', 'root=x', 'admin=', '=x', 'admin=x,'])('refuses %j', (text) => {
    expect(parseRoleMapping(text)).toBeUndefined();
  });
});
