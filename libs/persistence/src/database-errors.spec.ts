import { permanentError } from '@lk/kernel';
import { bigintColumn } from './bigint-column';
import { translateDatabaseError } from './database-errors';

const CANARY = 'Key (inn)=(500100732259) already exists';

const withCode = (code: string): Error => Object.assign(new Error(CANARY), { code });
const wrapped = (code: string): Error =>
  Object.assign(new Error(CANARY), { driverError: { code, constraint: 'people_inn_key' } });

describe('translateDatabaseError', () => {
  it.each([
    ['ECONNREFUSED', 'DATABASE_UNAVAILABLE', 'transient'],
    ['ECONNRESET', 'DATABASE_UNAVAILABLE', 'transient'],
    ['EPIPE', 'DATABASE_UNAVAILABLE', 'transient'],
    ['ETIMEDOUT', 'DATABASE_UNAVAILABLE', 'transient'],
    ['ENOTFOUND', 'DATABASE_UNAVAILABLE', 'transient'],
    ['EAI_AGAIN', 'DATABASE_UNAVAILABLE', 'transient'],
    ['08006', 'DATABASE_UNAVAILABLE', 'transient'],
    ['57P01', 'DATABASE_UNAVAILABLE', 'transient'],
    ['57P03', 'DATABASE_UNAVAILABLE', 'transient'],
    ['53300', 'DATABASE_UNAVAILABLE', 'transient'],
    ['40001', 'DATABASE_CONFLICT', 'transient'],
    ['40P01', 'DATABASE_CONFLICT', 'transient'],
    ['55P03', 'DATABASE_CONFLICT', 'transient'],
    ['57014', 'DATABASE_CONFLICT', 'transient'],
    ['23505', 'DATABASE_CONFLICT', 'transient'],
    ['22021', 'DATA_NOT_STORABLE', 'permanent'],
    ['22P02', 'DATA_NOT_STORABLE', 'permanent'],
    ['23503', 'DATABASE_ERROR', 'invariant'],
    ['42P01', 'DATABASE_ERROR', 'invariant'],
    ['42501', 'DATABASE_ERROR', 'invariant'],
  ])(
    '%s is %s, %s, as an error of the driver and as one of TypeORM',
    (state, code, disposition) => {
      const holdsQueue = code === 'DATABASE_UNAVAILABLE';
      for (const error of [withCode(state), wrapped(state)]) {
        const translated = translateDatabaseError(error);
        expect(translated).toMatchObject({ code, disposition, holdsQueue, cause: error });
        expect((translated as Error).message).not.toContain('5001');
      }
    },
  );

  it('keeps the SQLSTATE and the name of the constraint', () => {
    expect(translateDatabaseError(wrapped('23505'))).toMatchObject({
      safeDetails: { code: '23505', reason: 'people_inn_key' },
    });
    expect(translateDatabaseError(withCode('23505'))).toMatchObject({
      safeDetails: { code: '23505', reason: null },
    });
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
    'Driver not Connected',
    'Query runner already released. Cannot run queries anymore.',
  ])('knows a lost connection that is reported by message alone: %s', (message) => {
    expect(translateDatabaseError(new Error(message))).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('leaves alone what is none of the database', () => {
    const ours = permanentError('X', 'x');
    const foreign = new TypeError('x');
    expect(translateDatabaseError(ours)).toBe(ours);
    expect(translateDatabaseError(foreign)).toBe(foreign);
    expect(translateDatabaseError('text')).toBe('text');
  });
});

describe('bigintColumn', () => {
  it('rounds nothing on the way in and out', () => {
    const kopecks = 9_007_199_254_740_993n;
    expect(bigintColumn.to(kopecks)).toBe('9007199254740993');
    expect(bigintColumn.from('9007199254740993')).toBe(kopecks);
    expect([bigintColumn.to(null), bigintColumn.from(null)]).toEqual([null, null]);
  });
});
