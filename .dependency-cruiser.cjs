/**
 * The direction of imports, checked in CI:
 * apps -> outbox -> {persistence, messaging} -> platform -> kernel; contracts -> kernel;
 * tbank-client -> platform, kernel. Apps never import apps.
 */
const only = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.length ? allowed.join('-') : 'nothing'}`,
  severity: 'error',
  from: { path: `^libs/${name}/` },
  to: { path: '^(libs|apps|scripts)/', pathNot: `^libs/(${[name, ...allowed].join('|')})/` },
});

const TEST_CODE = '(\\.spec|-spec)\\.ts$|/test/|^libs/testing/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: TEST_CODE },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/', pathNot: TEST_CODE },
      to: { path: '^(apps|scripts)/' },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TEST_CODE },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'simulator-shares-nothing-with-the-client',
      comment: 'One wrong belief about the bank must not sit on both sides.',
      severity: 'error',
      from: { path: '^apps/bank-simulator/' },
      to: { path: '^libs/(tbank-client|contracts|messaging|outbox|persistence)/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/domain/', pathNot: TEST_CODE },
      to: {
        path: '^(apps|libs|node_modules)/',
        pathNot: '^(apps/[^/]+/src/domain/|libs/(kernel|contracts)/)',
      },
    },
    {
      name: 'kernel-knows-no-framework',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: TEST_CODE },
      to: { path: 'node_modules' },
    },
    {
      name: 'page-stands-alone',
      comment: 'The page of on call runs in browsers: it knows the API, nothing of the services.',
      severity: 'error',
      from: { path: '^apps/ops/web/', pathNot: TEST_CODE },
      to: { path: '^(libs|apps|scripts)/', pathNot: '^apps/ops/web/' },
    },
    {
      name: 'services-import-nothing-of-the-page',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^apps/ops/web/' },
      to: { path: '^apps/ops/web/' },
    },
    only('kernel', []),
    only('contracts', ['kernel']),
    only('platform', ['kernel']),
    only('persistence', ['platform', 'kernel', 'testing']),
    only('messaging', ['platform', 'contracts', 'kernel', 'testing']),
    only('outbox', ['persistence', 'messaging', 'platform', 'contracts', 'kernel', 'testing']),
    only('tbank-client', ['platform', 'kernel', 'testing']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^dist/' },
  },
};
