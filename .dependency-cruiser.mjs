/** The direction of imports, as docs/architecture.md draws it. `npm run check:imports` enforces it. */
const source = '^(apps|packages|directus|extensions)/[^/]+(/src)?';
const api = '^apps/api/src';
const packagesWithoutIo = 'packages/(audit-chain|guard-protocol|vault)/';
/** What makes clients and features. */
const composing = `${api}/compose(\\.ts$|/)`;
/** Every folder of the API that isn't common to all, and doesn't make them. */
const features = `${api}/((?!auth/|compose/|config/|directus/|http/)[^/]+)`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one subject, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-test-code-in-sources',
      severity: 'error',
      from: { path: source, pathNot: '/test/' },
      to: { path: '(^test/|/test/|^bench/)' },
    },
    {
      name: 'packages-know-no-app',
      comment:
        'Packages, extensions and the Directus project are used by apps, never the other way round.',
      severity: 'error',
      from: { path: '^(packages|extensions|directus)/', pathNot: '/test/' },
      to: { path: '^apps/' },
    },
    {
      name: 'extensions-stand-alone',
      comment:
        'Directus loads them as they stand in the checkout; of ours they import packages without I/O alone.',
      severity: 'error',
      from: { path: '^extensions/([^/]+)/src' },
      to: {
        path: '^(apps|packages|directus|extensions)/',
        pathNot: `^(extensions/$1/|${packagesWithoutIo})`,
      },
    },
    {
      name: 'packages-without-io',
      comment: 'They run inside Directus as well: no file, no network, no process.',
      severity: 'error',
      from: { path: `^${packagesWithoutIo}src/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'client-stands-alone',
      comment: 'It runs in browsers: no code of a server, nothing of Node.',
      severity: 'error',
      from: { path: '^packages/client/src' },
      to: { pathNot: '^packages/client/src/' },
    },
    {
      name: 'console-holds-no-server-code',
      comment:
        'It runs in browsers and talks through the client. Of other code of ours it has the platform rules, which are data, and what reads cookie jars.',
      severity: 'error',
      from: { path: '^apps/console/src' },
      to: {
        path: '^(apps|packages|directus|extensions|test)/',
        pathNot:
          '^(apps/console/(src|node_modules)/|packages/client/src/(?!server/)|packages/(captions/src/rules|cookie-jars/src/preview)\\.ts$)',
      },
    },
    {
      name: 'console-runs-in-browsers',
      severity: 'error',
      from: { path: '^apps/console/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'examples-use-what-others-get',
      comment: 'They are there to be copied: of ours they use the client alone.',
      severity: 'error',
      from: { path: '^examples/([^/]+)/' },
      to: {
        path: '^(apps|packages|directus|extensions|examples|test|scripts)/',
        pathNot: '^(packages/client/src/(server/)?index\\.ts|examples/$1/)',
      },
    },
    {
      name: 'apps-do-not-mix',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-cycle-in-the-api',
      comment: 'Not even of types: then every file can be read before those that use it.',
      severity: 'error',
      from: { path: api },
      to: { circular: true },
    },
    {
      name: 'fastify-at-the-edge',
      comment:
        'http, auth and console meet requests, and plugins add operations; what a feature keeps or computes never does.',
      severity: 'error',
      from: { path: api, pathNot: `${api}/(app\\.ts|http/|auth/|console/|[^/]+/plugin\\.ts)` },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'stores-know-no-request',
      comment: 'What a feature keeps at Directus has nothing to do with who asks for it, and how.',
      severity: 'error',
      from: { path: `${api}/(.*-store\\.ts|directus/)` },
      to: { path: `${api}/(http/(operation|plugin)\\.ts|auth/)` },
    },
    {
      name: 'only-the-process-composes',
      comment: 'main composes and builds the app. Features take what they need; they find nothing.',
      severity: 'error',
      from: { path: api, pathNot: [`${api}/(main|app)\\.ts`, composing] },
      to: { path: [`${api}/(main|app)\\.ts`, composing] },
    },
    {
      name: 'app-sees-plugins',
      comment: 'Of a feature the app sees what registers it and the type of what that needs.',
      severity: 'error',
      from: { path: `${api}/app\\.ts` },
      to: { path: [`${features}/`, `${api}/auth/`], pathNot: '/plugin\\.ts$' },
    },
    {
      name: 'features-meet-at-their-index',
      comment: 'What others may use of a feature stands in its index.ts.',
      severity: 'error',
      from: { path: `${features}/` },
      to: { path: `${features}/`, pathNot: [`${api}/$1/`, '/index\\.ts$'] },
    },
    {
      name: 'http-and-auth-know-no-feature',
      severity: 'error',
      from: { path: `${api}/(http|auth|config|directus)/` },
      to: { path: `${features}/` },
    },
    {
      name: 'http-knows-of-auth-the-principal',
      comment:
        'A guard is named by http and made by auth; an operation is given what it proves, log and metrics the reason.',
      severity: 'error',
      from: { path: `${api}/http/` },
      to: { path: `${api}/auth/`, pathNot: `${api}/auth/(principal|refusal-reasons)\\.ts` },
    },
    {
      name: 'config-knows-nothing',
      severity: 'error',
      from: { path: `${api}/config/` },
      to: { path: `${api}/`, pathNot: `${api}/config/` },
    },
    {
      name: 'admin-token-in-few-hands',
      comment:
        'Stores alone are made from the admin client, with what compose/foundation.ts gives; nothing else can call with it.',
      severity: 'error',
      from: { path: api, pathNot: `${api}/(compose/foundation\\.ts|directus/|.*-store\\.ts)` },
      to: {
        path: `(${api}/directus/admin-call|packages/directus-client/src/(queries|claimed-write))\\.ts`,
      },
    },
    {
      name: 'declared-dependencies',
      severity: 'error',
      from: { path: source, pathNot: '/(test|scripts)/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((apps|packages)/[^/]+/dist|examples/browser/page)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: '.dependency-cruiser.resolve.mjs' },
  },
};
