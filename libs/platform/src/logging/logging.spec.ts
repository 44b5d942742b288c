import { Writable } from 'node:stream';
import { invariantError, permanentError, transientError } from '@lk/kernel';
import { AppLogger, errorFields } from './app-logger';
import { withLogContext } from './log-context';
import { allowedFields, maskDigits } from './log-fields';
import { ThrottledLog } from './throttled-log';

const CANARIES = {
  name: 'Ivanov',
  inn: '500100732259',
  companyInn: '7707083893',
  phone: '79991234567',
  account: '40702810900000000001',
  token: 't.canary-token',
};
const CANARY = /Ivanov|500100732259|7707083893|79991234567|40702810900000000001|canary-token/;

function recorder(level = 'debug') {
  const lines: string[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
  const logger = new AppLogger('sample', level, sink);
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, parsed };
}

class CanaryError extends Error {
  readonly inn = CANARIES.inn;
}

describe('AppLogger', () => {
  it('writes JSON lines with time, level, service, message and allowed fields', () => {
    const { logger, parsed } = recorder();
    logger.info('payout made', { payoutId: 'p-1', amountKopecks: 10n, count: 2 });
    const [line] = parsed();
    expect(new Date(String(line?.time)).toISOString()).toBe(line?.time);
    expect(line).toEqual({
      time: line?.time,
      level: 'info',
      service: 'sample',
      msg: 'payout made',
      payoutId: 'p-1',
      amountKopecks: '10',
      count: 2,
    });
  });

  it('lets no canary through in fields, nested fields, errors, causes, stacks or context', () => {
    const { logger, lines } = recorder();
    const foreign = new CanaryError(`${CANARIES.name} ${CANARIES.inn}`);
    const cause = permanentError('X', 'Refused', { cause: foreign });
    for (const level of ['debug', 'info', 'log', 'warn', 'error', 'fatal'] as const) {
      logger[level]('said', { ...CANARIES, body: CANARIES, reason: { text: CANARIES.name } });
      logger[level]('said', foreign);
      logger[level]('said', cause);
      logger[level]('said', transientError('X', 'Away', { cause }));
      logger[level]('said', invariantError('X', 'Bug', { cause: foreign }));
      logger[level](foreign);
      logger[level](foreign, { queue: 'q' });
      logger[level]('said', foreign.stack);
      logger[level]({ text: CANARIES.name });
      logger[level](`inn ${CANARIES.inn}, phone +${CANARIES.phone}, ${CANARIES.account}`);
      logger[level]('said', { reason: `inn ${CANARIES.companyInn}`, fields: [CANARIES.account] });
      logger[level]('said', { recipientId: CANARIES.inn, url: `/x?inn=${CANARIES.inn}` });
      logger[level]('said', {
        recipientId: Number(CANARIES.inn),
        fields: [Number(CANARIES.phone)],
      });
    }
    withLogContext({ ...CANARIES, messageId: CANARIES.inn }, () => logger.info('said'));
    expect(lines.length).toBe(6 * 13 + 1);
    expect(lines.filter((line) => CANARY.test(line))).toEqual([]);
  });

  it('names the fields it dropped', () => {
    const { logger, parsed } = recorder();
    logger.warn('said', { inn: CANARIES.inn, queue: 'q', lastName: 'x', nothing: undefined });
    expect(parsed()[0]).toMatchObject({ queue: 'q', dropped: ['inn', 'lastName'] });
  });

  it('tells of a foreign error its class and frames, of ours also its code and words', () => {
    const { logger, parsed } = recorder();
    logger.error('failed', new TypeError('secret'));
    logger.error('failed', permanentError('X', 'Refused', { safeDetails: { operation: 'o' } }));
    logger.error(invariantError('BUG', 'A bug', { cause: new TypeError('secret') }));
    const [foreign, ours, bug] = parsed();
    expect(foreign).toMatchObject({ errorName: 'TypeError', msg: 'failed' });
    expect(String(foreign?.stack)).toMatch(/^\s+at /);
    expect(ours).toMatchObject({ errorCode: 'X', reason: 'Refused', operation: 'o' });
    expect(ours).not.toHaveProperty('stack');
    expect(bug).toMatchObject({ errorCode: 'BUG', cause: 'TypeError', msg: 'error' });
    expect(bug).toHaveProperty('stack');
  });

  it('adds the fields of the message being handled, the inner ones winning', async () => {
    const { logger, parsed } = recorder();
    await withLogContext({ queue: 'q', type: 'outer' }, () =>
      withLogContext({ type: 'inner' }, async () => {
        await Promise.resolve();
        logger.info('said');
      }),
    );
    logger.info('outside');
    expect(parsed()[0]).toMatchObject({ queue: 'q', type: 'inner' });
    expect(parsed()[1]).not.toHaveProperty('queue');
  });

  it("keeps Nest's own lines for debugging", () => {
    const { logger, parsed } = recorder('info');
    logger.log('Mapped route', 'RouterExplorer');
    logger.log('said');
    expect(parsed()).toMatchObject([{ msg: 'said' }]);
  });

  it('is silent when told so', () => {
    const { logger, lines } = recorder('silent');
    logger.fatal('said');
    expect(lines).toEqual([]);
  });
});

describe('errorFields', () => {
  it('tells of what is no error only its type', () => {
    expect(errorFields('secret')).toEqual({ errorName: 'string' });
    const bare = Object.assign(new Error('secret'), { stack: undefined });
    expect(errorFields(bare)).toMatchObject({ errorName: 'Error', stack: undefined });
  });
});

describe('maskDigits', () => {
  it.each([
    'b3b9f5c2-1111-2222-3333-123456789012',
    '01234567890123456789012345678901',
    `sha256:${'0123456789'.repeat(6)}abcd`,
    'order 123456789',
  ])('leaves %p readable', (text) => {
    expect(maskDigits(text)).toBe(text);
  });

  it('masks what could be an INN, a phone or an account, wherever it stands', () => {
    expect(maskDigits(`a${CANARIES.inn}b +${CANARIES.phone} ${CANARIES.account}`)).toBe(
      'a[digits]b +[digits] [digits]',
    );
  });

  it('cuts long texts', () => {
    expect(maskDigits('x'.repeat(3000))).toHaveLength(2000);
  });
});

describe('allowedFields', () => {
  it('keeps amounts, and masks other numbers long enough to be personal data', () => {
    expect(allowedFields({ amountKopecks: 500100732259, count: 500100732259 })).toEqual({
      amountKopecks: 500100732259,
      count: '[digits]',
    });
  });

  it('keeps at most 50 items of a list', () => {
    const { fields } = allowedFields({ fields: Array.from({ length: 60 }, () => 'x') });
    expect(fields).toHaveLength(50);
  });
});

describe('ThrottledLog', () => {
  it('lets one line through per interval and tells how many it held back', () => {
    let now = 1_000_000;
    const log = new ThrottledLog(1000, { now: () => new Date(now) });
    const written: number[] = [];
    const write = () => log.write((suppressed) => written.push(suppressed));
    write();
    write();
    write();
    now += 999;
    write();
    now += 1;
    write();
    write();
    now += 1000;
    write();
    expect(written).toEqual([0, 3, 1]);
  });
});
