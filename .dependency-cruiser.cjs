/** The house's walls: who may import whom. docs/architecture.md says why; `npm run lint` holds it. */
const room = (name) => `^src/${name}/`;

/** Each room and the rooms it may look into, itself and the packages aside. */
const mayImport = {
  path: [],
  clash: ['path'],
  gateways: ['path'],
  diagnosis: ['clash', 'gateways', 'path'],
  shim: ['clash', 'gateways', 'path'],
  lab: ['gateways', 'path'],
  cli: ['diagnosis', 'shim', 'clash', 'gateways', 'path', 'lab'],
  editor: ['diagnosis', 'shim', 'clash', 'gateways', 'path'],
};

const walls = Object.entries(mayImport).map(([from, allowed]) => ({
  name: `${from}-looks-only-into-${allowed.join('-') || 'nothing'}`,
  comment: `${from}/ may import from: ${allowed.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: room(from) },
  to: { path: '^(src|media|test)/', pathNot: [from, ...allowed].map(room) },
}));

module.exports = {
  forbidden: [
    ...walls,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'vscode-only-in-editor',
      comment: 'Everything but the editor room runs in plain Node and from the terminal.',
      severity: 'error',
      from: { path: '^(src|media)/', pathNot: ['^src/editor/', '^src/extension\\.ts$'] },
      to: { path: '^(vscode|node_modules/@types/vscode/.*)$' },
    },
    {
      name: 'front-doors-are-not-imported',
      severity: 'error',
      from: { path: '^(src|media)/' },
      to: { path: '^src/(extension|cli)\\.ts$' },
    },
    {
      name: 'lab-only-for-tests-and-demo',
      comment: 'The lab is imported by tests and by the `lab` command, which is the demo.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/lab/', '^src/cli/lab\\.ts$'] },
      to: { path: '^src/lab/' },
    },
    {
      name: 'page-sees-only-its-protocol',
      comment: 'The inspector page shares the message schema and plain types with the extension, nothing that runs in Node.',
      severity: 'error',
      from: { path: '^media/' },
      to: { path: '^src/', pathNot: ['^src/editor/inspector/protocol\\.ts$'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
    { name: 'no-dev-packages-in-product', severity: 'error', from: { path: '^(src|media)/' }, to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default', 'types'], exportsFields: ['exports'] },
  },
};
