/** Who may know whom; see docs/ARCHITECTURE.md. Type-only imports count like any other. */
const tests = '\\.test\\.tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      comment: 'Every import names a file or an installed package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron$' },
    },
    {
      name: 'shared-is-a-contract',
      comment: 'shared/ holds types, schemas and texts: no I/O, nothing but zod and what puts values into texts.',
      severity: 'error',
      from: { path: '^shared/', pathNot: tests },
      to: { pathNot: ['^shared/', '^node_modules/(zod|use-intl)/'] },
    },
    {
      name: 'renderer-knows-only-the-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: ['^(electron|e2e|scripts|bench)/', '^node_modules/(electron|electron-log|dockerode|tar-stream)/'] },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-engine-knows-docker',
      severity: 'error',
      from: { pathNot: '^electron/engine/' },
      to: { path: '^node_modules/(dockerode|docker-modem|@types/dockerode)/' },
    },
    {
      name: 'only-the-shell-knows-electron',
      comment: 'Everything else also runs in the terminal, without Electron.',
      severity: 'error',
      from: { path: '^(electron|shared)/', pathNot: ['^electron/(main|preload)\\.ts$', '^electron/(app|ipc)/'] },
      to: { path: ['^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'the-core-does-not-know-the-shell',
      severity: 'error',
      from: { path: '^electron/(engine|executor|jobs|gpu|settings|sources|images|telemetry)/' },
      to: { path: ['^electron/(main|preload|cli)\\.ts$', '^electron/(app|ipc|cli)/', '^renderer/'] },
    },
    {
      name: 'the-app-does-not-know-its-tests',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: tests },
      to: { path: [tests, '^(e2e|scripts|bench)/', '^node_modules/(vitest|@playwright)/'] },
    },
  ],
  options: {
    // TypeScript 7 offers no parser to tools, so the files are read with swc.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
