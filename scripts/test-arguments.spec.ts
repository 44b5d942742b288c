import { parseTestArguments } from './test-arguments';

describe(parseTestArguments, () => {
  it('measures coverage of the whole run only', () => {
    const { runs } = parseTestArguments([]);
    expect(runs.map(({ args }) => args.includes('--coverage'))).toEqual([true, false]);
    const [only, ...others] = parseTestArguments(['libs/kernel']).runs;
    expect(only).toEqual({ args: ['--runInBand', '--forceExit', 'libs/kernel'], lanes: 1 });
    expect(others).toEqual([]);
  });

  it('plays all end-to-end tests in two lanes, and chosen ones in one', () => {
    const lanesOf = (...args: string[]) => parseTestArguments(args).runs.map(({ lanes }) => lanes);
    expect(lanesOf()).toEqual([1, 2]);
    expect(lanesOf('--selectProjects', 'e2e')).toEqual([2]);
    expect(lanesOf('--selectProjects', 'e2e', '--shard=2/2')).toEqual([1]);
    expect(lanesOf('--selectProjects', 'e2e', 'scripts/e2e/console')).toEqual([1]);
    expect(lanesOf('--selectProjects', 'unit', 'integration')).toEqual([1]);
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

  it('runs unit and integration tests together, and anything with end-to-end tests one by one', () => {
    const mannerOf = (projects: string): string | undefined =>
      parseTestArguments(['--selectProjects', ...projects.split(' ')]).runs[0]?.args[0];
    expect(mannerOf('unit integration')).toBe('--maxWorkers=2');
    expect(mannerOf('integration e2e')).toBe('--runInBand');
  });

  it('lets a path follow the projects, as npm scripts put it there', () => {
    const { runs, needsServers } = parseTestArguments(['--selectProjects', 'unit', 'libs/kernel']);
    expect(runs[0]?.args.slice(-3)).toEqual(['libs/kernel', '--selectProjects', 'unit']);
    expect(needsServers).toBe(false);
  });

  it('keeps its own option from jest, which then still measures coverage', () => {
    const { runs, keepStack } = parseTestArguments(['--keep-stack']);
    expect(keepStack).toBe(true);
    expect(runs).toEqual(parseTestArguments([]).runs);
    expect(runs.flatMap(({ args }) => args)).not.toContain('--keep-stack');
  });
});
