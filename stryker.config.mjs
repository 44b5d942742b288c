import jestConfig from './jest.config.js';

const CLIENT = 'libs/tbank-client/src';
const unit = { ...jestConfig.projects.find((project) => project.displayName === 'unit') };
// Each run works in a copy of the project: the root is where that copy is.
delete unit.rootDir;

/** Pure tests only: what a mutant breaks must show without servers. */
const SPECS = [
  `<rootDir>/${CLIENT}/*.spec.ts`,
  `<rootDir>/${CLIENT}/{errors,outcomes,limiter,journal}/*.spec.ts`,
];

/** Mutation tests of what decides about money: see CONTRIBUTING.md. */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    // Each mutant is a run of its own: only the specs that import its file, and only the libraries
    // are looked through for modules.
    enableFindRelatedTests: true,
    config: { ...unit, roots: ['<rootDir>/libs'], testMatch: SPECS },
  },
  mutate: [
    `${CLIENT}/{errors,outcomes,limiter}/*.ts`,
    `${CLIENT}/{call-attempts,attempt-guard,alarms}.ts`,
    `${CLIENT}/journal/open-call.ts`,
    `!${CLIENT}/**/*spec.ts`,
    `!${CLIENT}/limiter/read-limits.ts`,
  ],
  coverageAnalysis: 'perTest',
  // A whole run takes most of an hour on two cores; what neither code nor tests changed is not run again.
  incremental: true,
  incrementalFile: '.stack/mutation-results.json',
  concurrency: 2,
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  htmlReporter: { fileName: 'coverage/mutation/index.html' },
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  thresholds: { high: 90, low: 85, break: 80 },
  tempDirName: '.stack/mutation',
  ignorePatterns: ['.stack', 'dist', 'coverage'],
  disableTypeChecks: false,
  allowEmpty: false,
  warnings: { preprocessorErrors: false },
};
