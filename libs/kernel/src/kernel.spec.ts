import { AppError, invariantError, toAppError } from './app-error';
import { backoffMs, sleep } from './async';
import { deterministicId, isUuid, newId } from './ids';
import { canonicalJson, isJsonObject } from './json';
import { nextTraceparent, traceIdOf } from './traceparent';

describe('ids', () => {
  it('gives the same id for the same parts and another for parts cut elsewhere', () => {
    expect(deterministicId('a', 'bc')).toBe(deterministicId('a', 'bc'));
    expect(deterministicId('a', 'bc')).not.toBe(deterministicId('ab', 'c'));
    expect(isUuid(deterministicId('a'))).toBe(true);
    expect(isUuid(newId())).toBe(true);
    expect(isUuid('not-a-uuid')).toBe(false);
  });
});

describe('toAppError', () => {
  it('keeps our own errors', () => {
    const error = invariantError('X', 'x');
    expect(toAppError(error)).toBe(error);
  });

  it('never repeats the message of a foreign error', () => {
    const error = toAppError(new TypeError('Ivanov 500100732259'));
    expect(error).toBeInstanceOf(AppError);
    expect(error.message).not.toContain('Ivanov');
    expect(error.safeDetails).toEqual({ errorName: 'TypeError' });
    expect(toAppError('text').safeDetails).toEqual({ errorName: 'string' });
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: { d: 1, c: [2, { z: 1, y: 2 }] }, a: null })).toBe(
      canonicalJson({ a: null, b: { c: [2, { y: 2, z: 1 }], d: 1 } }),
    );
    expect(isJsonObject([])).toBe(false);
  });
});

describe('traceparent', () => {
  it('continues a trace with a new span, and starts one from garbage', () => {
    const first = nextTraceparent();
    const second = nextTraceparent(first);
    expect(traceIdOf(second)).toBe(traceIdOf(first));
    expect(second).not.toBe(first);
    expect(traceIdOf(nextTraceparent('garbage'))).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(undefined)).toBeUndefined();
  });
});

describe('backoffMs', () => {
  it('doubles to the maximum and stays within half and whole', () => {
    expect(backoffMs(0, 100, 1000, () => 1)).toBe(100);
    expect(backoffMs(2, 100, 1000, () => 0)).toBe(200);
    expect(backoffMs(99, 100, 1000, () => 1)).toBe(1000);
  });
});

describe('sleep', () => {
  it('returns early when the signal fires', async () => {
    const controller = new AbortController();
    const waiting = sleep(60_000, controller.signal);
    controller.abort();
    await waiting;
    await sleep(60_000, controller.signal);
  });
});
