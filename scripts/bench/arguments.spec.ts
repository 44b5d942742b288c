import { PARTS, parseBenchArguments } from './arguments';

describe(parseBenchArguments, () => {
  it('measures everything by default', () => {
    expect(parseBenchArguments([])).toEqual({
      help: false,
      quick: false,
      parts: PARTS,
      jsonFile: undefined,
    });
  });

  it('measures one part', () => {
    const args = parseBenchArguments(['--quick', '--only', 'latency', '--json', 'out.json']);
    expect(args).toMatchObject({ quick: true, parts: ['latency'], jsonFile: 'out.json' });
  });

  it('refuses an unknown part', () => {
    expect(() => parseBenchArguments(['--only', 'disk'])).toThrow(
      'ingress, consumer, bank, latency, dead-letters, reconciliation',
    );
  });
});
