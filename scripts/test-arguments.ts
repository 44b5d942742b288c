/** What `npm test` was asked for; everything but its own option goes to jest. */
export interface TestArguments {
  readonly help: boolean;
  readonly keepStack: boolean;
  /** The arguments of each run of jest, one after another. */
  readonly runs: string[][];
  /** False where no chosen test talks to a server: unit tests, or a question to jest itself. */
  readonly needsServers: boolean;
}

/** Two cores are common; a test that fails may leave a connection open, and the run must end all the same. */
const TOGETHER = ['--maxWorkers=2', '--forceExit'];

/**
 * End-to-end tests run one by one, and last: they run the whole system, kill its processes, and stop
 * the broker that other tests would be using.
 */
const ONE_BY_ONE = ['--runInBand', '--forceExit'];

const EVERYTHING = [
  [...TOGETHER, '--selectProjects', 'unit', 'integration', '--coverage'],
  [...ONE_BY_ONE, '--selectProjects', 'e2e'],
];

const QUESTIONS = ['--version', '--showConfig', '--listTests'];

/** Reads the arguments of `npm test`. Coverage is measured, and its limits hold, for the whole run only. */
export function parseTestArguments(args: string[]): TestArguments {
  const jest = pathsFirst(args.filter((argument) => argument !== '--keep-stack'));
  const runs = jest.length === 0 ? EVERYTHING : [[...manner(jest), ...jest]];
  return {
    help: args.includes('--help'),
    keepStack: args.includes('--keep-stack'),
    runs,
    needsServers: !isUnitOnly(jest) && !QUESTIONS.some((question) => jest.includes(question)),
  };
}

/** How to run the chosen tests: without a choice of projects there may be end-to-end tests among them. */
function manner(args: string[]): string[] {
  const projects = selectedProjects(args);
  return projects.length === 0 || projects.includes('e2e') ? ONE_BY_ONE : TOGETHER;
}

function isUnitOnly(args: string[]): boolean {
  const projects = selectedProjects(args);
  return projects.length > 0 && projects.every((project) => project === 'unit');
}

const PROJECTS = ['unit', 'integration', 'e2e'];

/** `npm run test:unit -- libs/kernel`: jest would take the path for one more project. */
function pathsFirst(args: string[]): string[] {
  const isPath = (word: string): boolean => !PROJECTS.includes(word);
  const paths = selectedProjects(args).filter(isPath);
  return [...paths, ...args.filter((argument) => !paths.includes(argument))];
}

/** Jest reads every word after --selectProjects up to the next option as a project. */
function selectedProjects(args: string[]): string[] {
  const inline = args.find((argument) => argument.startsWith('--selectProjects='));
  if (inline) return [inline.slice('--selectProjects='.length)];
  const start = args.indexOf('--selectProjects') + 1;
  if (start === 0) return [];
  const end = args.findIndex((argument, index) => index >= start && argument.startsWith('-'));
  return args.slice(start, end === -1 ? undefined : end);
}
