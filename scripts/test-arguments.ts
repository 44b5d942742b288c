/** One run of jest. */
export interface TestRun {
  readonly args: string[];
  /** In how many parts at the same time, each on servers of its own. */
  readonly lanes: number;
}

/** What `npm test` was asked for; everything but its own option goes to jest. */
export interface TestArguments {
  readonly help: boolean;
  readonly keepStack: boolean;
  /** One after another. */
  readonly runs: TestRun[];
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

/** They wait more than they work: two systems fit on two cores. */
const ALL_STORIES: TestRun = { args: [...ONE_BY_ONE, '--selectProjects', 'e2e'], lanes: 2 };

const EVERYTHING: TestRun[] = [
  { args: [...TOGETHER, '--selectProjects', 'unit', 'integration', '--coverage'], lanes: 1 },
  ALL_STORIES,
];

const QUESTIONS = ['--version', '--showConfig', '--listTests'];

/** Reads the arguments of `npm test`. Coverage is measured, and its limits hold, for the whole run only. */
export function parseTestArguments(args: string[]): TestArguments {
  const jest = pathsFirst(args.filter((argument) => argument !== '--keep-stack'));
  return {
    help: args.includes('--help'),
    keepStack: args.includes('--keep-stack'),
    runs: jest.length === 0 ? EVERYTHING : [chosenRun(jest)],
    needsServers: !isUnitOnly(jest) && !QUESTIONS.some((question) => jest.includes(question)),
  };
}

function chosenRun(jest: string[]): TestRun {
  const args = [...manner(jest), ...jest];
  return args.join(' ') === ALL_STORIES.args.join(' ') ? ALL_STORIES : { args, lanes: 1 };
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
