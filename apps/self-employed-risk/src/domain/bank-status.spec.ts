import { type SelfEmployedStatus } from '@lk/contracts';
import { APPLICATION_STATUSES, PERSON_STATUSES, selfEmployedStatus } from './bank-status';

const PERSON_WORDS = ['ACTIVE', 'NOT_ACTIVE', 'REGISTRATION_WAIT', 'NOT_CONFIRM', 'BLOCKED'];

describe('selfEmployedStatus', () => {
  it.each([
    ['ACTIVE', 'ACTIVE', 'ACTIVE'],
    ['ACTIVE', undefined, 'ACTIVE'],
    ['ACTIVE', 'REGISTRATION_WAIT', 'DRAFT'],
    ['ACTIVE', 'NOT_CONFIRM', 'DRAFT'],
    ['ACTIVE', 'NOT_ACTIVE', 'INACTIVE'],
    ['ACTIVE', 'BLOCKED', 'BLOCKED'],
    ['DRAFT', 'REGISTRATION_WAIT', 'DRAFT'],
    ['DRAFT', 'NOT_ACTIVE', 'DRAFT'],
    ['PROCESSING', 'NOT_CONFIRM', 'DRAFT'],
    ['PROCESSING', undefined, 'DRAFT'],
    ['MTNG_WAIT', undefined, 'DRAFT'],
    ['MTNG_SCHD', 'NOT_ACTIVE', 'DRAFT'],
    ['MTNG_CANC', 'ACTIVE', 'DRAFT'],
    ['MTNG_A_NEW_STAGE', 'ACTIVE', 'DRAFT'],
    ['REGISTRATION_WAIT', undefined, 'DRAFT'],
    ['NOT_CONFIRM', undefined, 'DRAFT'],
    ['BLOCKED', 'NOT_ACTIVE', 'BLOCKED'],
    ['BLOCKED', undefined, 'BLOCKED'],
    ['NOT_ACTIVE', undefined, 'INACTIVE'],
    ['PROCESSING_ERROR', 'ACTIVE', 'INACTIVE'],
    ['REJECTED', 'ACTIVE', 'INACTIVE'],
    ['ERROR', undefined, 'INACTIVE'],
    ['DELETED', 'ACTIVE', 'INACTIVE'],
    ['SOMETHING_NEW', 'ACTIVE', 'INACTIVE'],
    ['ACTIVE', 'SOMETHING_NEW', 'INACTIVE'],
    ['active', 'ACTIVE', 'INACTIVE'],
    ['constructor', undefined, 'INACTIVE'],
    ['ACTIVE', 'toString', 'INACTIVE'],
  ] as const)('reads %s and %s as %s', (application, person, expected) => {
    expect(selfEmployedStatus(application, person)).toBe(expected);
  });

  it('lets money go for no other pair of words than ACTIVE and ACTIVE', () => {
    const pairs = [...Object.keys(APPLICATION_STATUSES), 'UNKNOWN', 'MTNG_X'].flatMap((word) =>
      [...PERSON_WORDS, 'UNKNOWN'].map((person) => [word, person] as const),
    );
    const payable = pairs.filter((pair) => selfEmployedStatus(...pair) === 'ACTIVE');
    expect(payable).toEqual([['ACTIVE', 'ACTIVE']]);
    expect(Object.keys(PERSON_STATUSES).sort()).toEqual([...PERSON_WORDS].sort());
  });

  /** Every word of the bank's documentation about an application, against every one about a person. */
  const PEOPLE = ['ACTIVE', 'NOT_ACTIVE', 'REGISTRATION_WAIT', 'NOT_CONFIRM', undefined] as const;
  const MATRIX: readonly (readonly [string, readonly SelfEmployedStatus[]])[] = [
    ['DRAFT', ['DRAFT', 'DRAFT', 'DRAFT', 'DRAFT', 'DRAFT']],
    ['PROCESSING', ['DRAFT', 'DRAFT', 'DRAFT', 'DRAFT', 'DRAFT']],
    ['MTNG_WAIT', ['DRAFT', 'DRAFT', 'DRAFT', 'DRAFT', 'DRAFT']],
    ['MTNG_SCHD', ['DRAFT', 'DRAFT', 'DRAFT', 'DRAFT', 'DRAFT']],
    ['MTNG_CANC', ['DRAFT', 'DRAFT', 'DRAFT', 'DRAFT', 'DRAFT']],
    ['ACTIVE', ['ACTIVE', 'INACTIVE', 'DRAFT', 'DRAFT', 'ACTIVE']],
    ['PROCESSING_ERROR', ['INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE']],
    ['REJECTED', ['INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE']],
    ['ERROR', ['INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE']],
    ['DELETED', ['INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE', 'INACTIVE']],
  ];

  it.each(MATRIX)('reads %s beside every word about the person', (application, expected) => {
    expect(PEOPLE.map((person) => selfEmployedStatus(application, person))).toEqual(expected);
  });
});
