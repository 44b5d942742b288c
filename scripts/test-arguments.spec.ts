import { parseTestArguments } from './test-arguments';

describe(parseTestArguments, () => {
  it('measures coverage of the whole run only', () => {
    expect(parseTestArguments([]).jest).toContain('--coverage');
    expect(parseTestArguments(['libs/kernel']).jest).toEqual(['--maxWorkers=2', 'libs/kernel']);
  });

  it.each([
    [['--selectProjects', 'unit'], false],
    [['--selectProjects=unit'], false],
    [['--selectProjects', 'unit', '--watch'], false],
    [['--selectProjects', 'unit', 'integration'], true],
    [['--selectProjects', 'e2e'], true],
    [['--listTests'], false],
    [['-t', 'unit'], true],
    [[], true],
  ])('%j needs servers: %s', (args, expected) => {
    expect(parseTestArguments(args).needsServers).toBe(expected);
  });

  it('keeps its own option from jest, which then still measures coverage', () => {
    const { jest, keepStack } = parseTestArguments(['--keep-stack']);
    expect(keepStack).toBe(true);
    expect(jest).toEqual(['--maxWorkers=2', '--coverage']);
  });
});
