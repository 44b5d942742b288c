/** What `npm test` was asked for; everything but its own option goes to jest. */
export interface TestArguments {
  readonly help: boolean;
  readonly keepStack: boolean;
  readonly jest: string[];
  /** False where no chosen test talks to a server: unit tests, or a question to jest itself. */
  readonly needsServers: boolean;
}

const QUESTIONS = ['--version', '--showConfig', '--listTests'];

/** Reads the arguments of `npm test`. Coverage is measured, and its limits hold, for the whole run only. */
export function parseTestArguments(args: string[]): TestArguments {
  const jest = args.filter((argument) => argument !== '--keep-stack');
  return {
    help: args.includes('--help'),
    keepStack: args.includes('--keep-stack'),
    jest: ['--maxWorkers=2', ...(jest.length === 0 ? ['--coverage'] : jest)],
    needsServers: !isUnitOnly(jest) && !QUESTIONS.some((question) => jest.includes(question)),
  };
}

function isUnitOnly(args: string[]): boolean {
  const projects = selectedProjects(args);
  return projects.length > 0 && projects.every((project) => project === 'unit');
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
