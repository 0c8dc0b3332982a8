// Who may import whom (docs/architecture.md). `npm run boundaries` and CI hold these rules.
const inService = '^services/([^/]+)/src';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-meet-in-contracts-only',
      comment:
        'A service never imports another: they meet in packages/shared/src/contracts and in the composed schema.',
      severity: 'error',
      from: { path: inService },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain imports itself, shared/errors, the words of shared/contracts and the answers of shared/aws; no I/O, no libraries.',
      severity: 'error',
      from: { path: `${inService}/domain/` },
      to: { pathNot: ['^services/$1/src/domain/', '^packages/shared/src/(errors|problem|contracts|aws)/'] },
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
      from: { path: `${inService}/(graphql|kafka|postgres|aws|media|http)/` },
      to: {
        path: `^services/$1/src/(graphql|kafka|postgres|aws|media|http|service|main)`,
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
        'It is not maintained, and is to be changed in one place; the stack of development asks brokers if they are ready.',
      severity: 'error',
      from: { pathNot: ['^packages/shared/src/kafka/', '^packages/dev-stack/src/kafka/'] },
      to: { path: 'node_modules/kafkajs/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
