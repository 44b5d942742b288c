import { maySearch, parseUsers } from './postgres-account';

describe(parseUsers, () => {
  it('prefers postgres to nobody and ignores everybody else', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534:::\npostgres:x:101:104:::\n';
    expect(parseUsers(passwd)).toEqual([
      { uid: 101, gid: 104 },
      { uid: 65534, gid: 65534 },
    ]);
  });
});

describe(maySearch, () => {
  const user = { uid: 101, gid: 104 };

  it.each([
    ['a folder for everybody', { mode: 0o755, uid: 0, gid: 0 }, true],
    ['a folder of root alone', { mode: 0o700, uid: 0, gid: 0 }, false],
    ['a folder of their own', { mode: 0o700, uid: 101, gid: 0 }, true],
    ['a folder of their group', { mode: 0o710, uid: 0, gid: 104 }, true],
    ['a folder closed to their group alone', { mode: 0o701, uid: 0, gid: 104 }, false],
  ])('%s', (_, folder, expected) => {
    expect(maySearch(folder, user)).toBe(expected);
  });
});
