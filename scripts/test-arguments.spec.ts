import { parseTestArguments } from './test-arguments';

describe(parseTestArguments, () => {
  it('measures coverage of the whole run only', () => {
    const { runs } = parseTestArguments([]);
    expect(runs.map((args) => args.includes('--coverage'))).toEqual([true, false]);
    const [only, ...others] = parseTestArguments(['libs/kernel']).runs;
    expect(only).toEqual(['--runInBand', '--forceExit', 'libs/kernel']);
    expect(others).toEqual([]);
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
      parseTestArguments(['--selectProjects', ...projects.split(' ')]).runs[0]?.[0];
    expect(mannerOf('unit integration')).toBe('--maxWorkers=2');
    expect(mannerOf('integration e2e')).toBe('--runInBand');
  });

  it('lets a path follow the projects, as npm scripts put it there', () => {
    const { runs, needsServers } = parseTestArguments(['--selectProjects', 'unit', 'libs/kernel']);
    expect(runs[0]?.slice(-3)).toEqual(['libs/kernel', '--selectProjects', 'unit']);
    expect(needsServers).toBe(false);
  });

  it('keeps its own option from jest, which then still measures coverage', () => {
    const { runs, keepStack } = parseTestArguments(['--keep-stack']);
    expect(keepStack).toBe(true);
    expect(runs).toEqual(parseTestArguments([]).runs);
    expect(runs.flat()).not.toContain('--keep-stack');
  });
});
