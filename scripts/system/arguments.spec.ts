import { parseStartArguments } from './arguments';

describe(parseStartArguments, () => {
  it('starts one copy of everything by default', () => {
    expect(parseStartArguments([])).toEqual({ help: false, detach: false, scale: {} });
  });

  it('reads several scales', () => {
    const { scale } = parseStartArguments([
      '--scale',
      'deal=2,payout=3',
      '--scale',
      'notification=1',
    ]);
    expect(scale).toEqual({ deal: 2, payout: 3, notification: 1 });
  });

  it('reads the instance to bring back', () => {
    expect(parseStartArguments(['--only', 'deal-2']).only).toBe('deal-2');
  });

  it.each([
    [['--scale', 'deal=0'], 'write <service>=<copies>'],
    [['--scale', 'deal'], 'write <service>=<copies>'],
    [['--scale', 'unheard=2'], 'There is no service "unheard"'],
    [['--unheard'], "Unknown option '--unheard'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseStartArguments(args)).toThrow(message);
  });
});
