// Who may import whom (docs/architecture.md). `npm run boundaries` and CI hold these rules.
const inService = '^services/([^/]+)/src';
/** Where others may enter: what a package exports, and what a service shows to benchmarks and system tests. */
const DOORS = [
  '^services/[^/]+/testing/',
  '^packages/[^/]+/src/(index|testing|system)\\.ts$',
  '^packages/shared/src/[^/]+/index\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-arrow-upwards',
      comment: 'Folders stand in an order: when two import each other, one of them holds what belongs above or below.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'others-enter-by-doors',
      comment:
        'Benchmarks, scripts, system tests and apps use the doors of services and packages, never their internals.',
      severity: 'error',
      from: { path: '^(bench|scripts|test|apps)/' },
      to: { path: '^(services|packages)/', pathNot: DOORS },
    },
    {
      name: 'packages-are-entered-by-doors',
      severity: 'error',
      from: { path: '^(services|packages)/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^$1/$2/', ...DOORS] },
    },
    {
      name: 'tests-are-their-own',
      comment: 'A service shows what others may use of its tests in its testing folder.',
      severity: 'error',
      from: { path: '^(services|packages)/([^/]+)/' },
      to: { path: '^(services|packages)/[^/]+/test/', pathNot: '^$1/$2/' },
    },
    {
      name: 'products-know-no-tools',
      comment: 'Scripts, benchmarks and tests use the product; the product uses none of them.',
      severity: 'error',
      from: { path: '^(services|packages|apps)/[^/]+/' },
      to: { path: '^(bench|scripts|test)/' },
    },
    {
      name: 'sources-know-no-tests',
      severity: 'error',
      from: { path: '^(services|packages|apps)/[^/]+/src/' },
      to: { path: ['^(services|packages|apps)/[^/]+/test/', '^services/[^/]+/testing/'] },
    },
    {
      name: 'services-meet-in-contracts-only',
      comment:
        'A service never imports another: they meet in packages/shared/src/contracts and in the composed schema.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: ['^services/$1/', '^services/[^/]+/testing/'] },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain imports itself, shared/errors, the words of shared/contracts, the answers of shared/aws, ' +
        'shared/patterns and shared/shell; no I/O, no libraries.',
      severity: 'error',
      from: { path: `${inService}/domain/` },
      to: {
        pathNot: ['^services/$1/src/domain/', '^packages/shared/src/(errors|problem|contracts|aws|patterns|shell)/'],
      },
    },
    {
      name: 'usecases-know-only-the-domain',
      comment: 'A use case names what it needs as a port; service.ts hands in the edge that does it.',
      severity: 'error',
      from: { path: `${inService}/usecases/` },
      to: { path: '^services/', pathNot: '^services/$1/src/(domain|usecases)/' },
    },
    {
      name: 'edges-do-not-know-each-other',
      severity: 'error',
      from: { path: `${inService}/(graphql|kafka|postgres|aws|media|http|export|time)/` },
      to: {
        path: `^services/$1/src/(graphql|kafka|postgres|aws|media|http|export|time|service|main)`,
        pathNot: `^services/$1/src/$2/`,
      },
    },
    {
      name: 'stores-and-clouds-serve-the-domain',
      severity: 'error',
      from: { path: `${inService}/(postgres|aws|media)/` },
      to: { path: '^services/$1/src/usecases/' },
    },
    {
      name: 'main-starts-the-service',
      severity: 'error',
      from: { path: `${inService}/main\\.ts$` },
      to: { path: '^services/', pathNot: '^services/$1/src/(config|service)\\.ts$' },
    },
    {
      name: 'shared-knows-no-service',
      severity: 'error',
      from: { path: '^packages/shared/' },
      to: { path: ['^services/', '^packages/(aws-sandbox|dev-stack)/'] },
    },
    {
      name: 'the-sandbox-is-for-development',
      comment: 'No product code depends on the sandbox or the development stack.',
      severity: 'error',
      from: { path: inService },
      to: { path: '^packages/(aws-sandbox|dev-stack)/' },
    },
    {
      name: 'kafkajs-behind-one-door',
      comment:
        'It is not maintained, so one place must be enough to replace it. The development stack asks brokers whether ' +
        'they are ready, and tests read topics as a foreign consumer does.',
      severity: 'error',
      from: { pathNot: ['^packages/shared/src/kafka/', '^packages/dev-stack/src/kafka/', '(^|/)test/'] },
      to: { path: 'node_modules/kafkajs/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
