import { isSamePerson, personOfToken } from './people';

describe('isSamePerson', () => {
  const anna = { id: personOfToken('anna'), name: 'anna' };

  it.each([
    ['the same id', { id: 'token:anna', name: 'Anna of on call' }],
    ['the same name at the identity provider', { id: 'oidc:u-1', name: 'anna' }],
    ['that name in other letters', { id: 'oidc:u-1', name: ' ANNA ' }],
  ])('says yes to %s', (_what, other) => {
    expect(isSamePerson(anna, other)).toBe(true);
    expect(isSamePerson(other, anna)).toBe(true);
  });

  it('says yes to one name that is encoded in two ways', () => {
    const [composed, decomposed] = ['Андре\u0439', 'Андре\u0438\u0306'];
    expect(
      isSamePerson({ id: 'token:x', name: composed }, { id: 'oidc:u-1', name: decomposed }),
    ).toBe(true);
  });

  it('says no to another id with another name', () => {
    expect(isSamePerson(anna, { id: 'oidc:u-2', name: 'hanna' })).toBe(false);
  });
});
