import { readHttpAnswer } from './http-answer';

const now = new Date('2026-01-15T10:00:00Z');

describe('readHttpAnswer', () => {
  it.each([200, 201, 202, 204, 299])('%d is delivered', (status) => {
    expect(readHttpAnswer(status, undefined, now)).toEqual({ kind: 'delivered' });
  });

  it.each([400, 401, 403, 404, 409, 410, 413, 422, 451])('%d is refused for good', (status) => {
    const refused = { kind: 'refused', errorCode: `HTTP_${status}` };
    expect(readHttpAnswer(status, '5', now)).toEqual(refused);
  });

  it.each([301, 302, 307, 408, 425, 429, 500, 502, 503, 504])('%d is tried again', (status) => {
    expect(readHttpAnswer(status, undefined, now)).toMatchObject({
      kind: 'unavailable',
      errorCode: `HTTP_${status}`,
    });
  });

  it.each([
    ['120', 120_000],
    ['Thu, 15 Jan 2026 10:01:00 GMT', 60_000],
    ['Thu, 15 Jan 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads Retry-After %p as %p ms', (retryAfter, retryAfterMs) => {
    expect(readHttpAnswer(503, retryAfter, now)).toEqual({
      kind: 'unavailable',
      errorCode: 'HTTP_503',
      retryAfterMs,
    });
  });
});
