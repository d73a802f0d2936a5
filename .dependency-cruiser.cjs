/**
 * The borders of the house. Every rule has a failing example in `scripts/check-architecture.int.spec.ts`.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^services/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^services/[^/]+/src/domain/',
          '^packages/event-sourcing/src/(?!sqlite/)',
          '^packages/terminology/',
          '^packages/access/',
          // FHIR's own words, as types only: the domain of the FHIR adapter.
          '/@types/fhir/',
        ],
      },
    },
    {
      // Whoever decides who may see what reads no log and follows no topic: the service `access` does, for it.
      name: 'access-is-decided-purely',
      severity: 'error',
      from: { path: '^packages/access/src/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^packages/access/src/', '^packages/event-sourcing/src/(?!sqlite/)'] },
    },
    {
      name: 'app-knows-no-adapter',
      severity: 'error',
      from: { path: '^services/[^/]+/src/app/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '^services/[^/]+/src/(adapters/|start\\.ts|main\\.ts|config\\.ts)',
          '^packages/event-sourcing/src/sqlite/',
        ],
      },
    },
    {
      // What was published is a contract, and following it is what these rooms are for (ADR 0036).
      name: 'app-follows-the-wire-only-where-that-is-its-work',
      severity: 'error',
      from: {
        path: '^services/[^/]+/src/app/',
        pathNot: [
          '\\.spec\\.ts$',
          '^services/fhir-adapter/src/app/(resources|deliveries)/',
          '^services/access/src/app/projections/',
        ],
      },
      to: { path: '^proto/' },
    },
    {
      name: 'app-uses-no-node-builtin',
      severity: 'error',
      from: { path: '^services/[^/]+/src/app/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'app-uses-no-third-party',
      severity: 'error',
      from: { path: '^services/[^/]+/src/app/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^|/)node_modules/' },
    },
    {
      name: 'only-declared-dependencies',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'services-do-not-import-services',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/[^/]+/src/main\\.ts$' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'the-gateway-knows-no-service',
      severity: 'error',
      from: { path: '^gateway/', pathNot: '^gateway/src/main\\.ts$' },
      to: { path: '^services/' },
    },
    {
      // Where a process begins: a door has who decides who may see what beside it, and says what FHIR's door can do.
      name: 'a-process-holds-its-service-and-what-its-door-needs',
      severity: 'error',
      from: { path: ['^services/([^/]+)/src/main\\.ts$', '^(gateway)/src/main\\.ts$'] },
      to: {
        path: '^services/',
        pathNot: '^services/($1|access)/|^services/fhir-adapter/src/start',
      },
    },
    {
      name: 'nobody-imports-where-a-process-begins',
      severity: 'error',
      from: {},
      to: { path: '^(services/[^/]+|gateway)/src/main\\.ts$' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^(packages|proto)/' },
      to: { path: '^(services|gateway|web|sandbox|embedded|deploy)/' },
    },
    {
      name: 'adapters-do-not-import-each-other',
      severity: 'error',
      from: { path: '^services/[^/]+/src/adapters/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^services/[^/]+/src/adapters/[^/]+/',
        // What two doors say in the same words stands in `wire`.
        pathNot: '^services/[^/]+/src/adapters/($1|wire)/',
      },
    },
    {
      name: 'the-sandbox-knows-only-the-network',
      severity: 'error',
      from: { path: '^sandbox/' },
      // The context of a test is no part of the product.
      to: {
        path: '^(services|gateway|packages|proto|embedded|deploy)/',
        pathNot: '^packages/testing/src/with-context',
      },
    },
    {
      name: 'test-code-stays-in-tests',
      severity: 'error',
      from: {
        pathNot: [
          '\\.spec\\.ts$',
          '^packages/testing/',
          '/src/testing/',
          '^(bench|e2e|scripts)/',
          '/test/',
        ],
      },
      to: { path: ['^packages/testing/', '\\.spec\\.ts$'] },
    },
    {
      // What two desks need stands beside them, in the web API itself.
      name: 'a-desk-of-the-gateway-knows-no-other',
      severity: 'error',
      from: { path: '^gateway/src/web-api/([^/]+)/' },
      to: { path: '^gateway/src/web-api/[^/]+/', pathNot: '^gateway/src/web-api/$1/' },
    },
    {
      name: 'a-desk-of-the-web-app-knows-no-other',
      severity: 'error',
      from: { path: '^web/src/desks/([^/]+)/' },
      to: { path: '^web/src/desks/[^/]+/', pathNot: '^web/src/desks/$1/' },
    },
    {
      name: 'pieces-know-no-desk',
      severity: 'error',
      from: {
        path: '^web/src/(pieces|plan|words|app)/',
        pathNot: '^web/src/app/(router\\.tsx|i18next\\.d\\.ts)$',
      },
      to: { path: '^web/src/desks/' },
    },
    {
      name: 'the-web-app-knows-only-the-web-api',
      severity: 'error',
      from: { path: '^web/src/' },
      to: {
        path: '^(services|gateway|packages|proto|embedded|deploy|sandbox|e2e|bench)/',
        pathNot: '^packages/web-api/',
      },
    },
    {
      name: 'no-story-in-the-app',
      severity: 'error',
      from: { path: '^web/src/', pathNot: '^web/src/stories/|/fixtures\\.json$' },
      to: { path: '^web/src/stories/|^web/src/desks/[^/]+/fixtures\\.json$' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|gen)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
