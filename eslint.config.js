import tseslint from 'typescript-eslint';

/** Files whose job is deciding: no clock, no socket, no process, no file. What they need is passed in. */
const pure = [
  'src/path/dialects/**',
  'src/path/route.ts',
  'src/gateways/fault*.ts',
  'src/gateways/classify*.ts',
  'src/gateways/{models,model-id,model-check,key-form,rate-limits,endpoints,credits,free-limits}.ts',
  'src/gateways/catalogue/**',
  'src/gateways/{gateway,user-gateways,wrong-base-url,providers}.ts',
  'src/gateways/feeds/!(get|poll).ts',
  'src/diagnosis/rules/**',
  'src/diagnosis/render/**',
  'src/diagnosis/diagnose.ts',
  'src/diagnosis/redact.ts',
  'src/diagnosis/redaction/**',
  'src/diagnosis/correlate.ts',
  'src/gateways/account.ts',
  'src/gateways/streams.ts',
  'src/gateways/health/!(history-file).ts',
  'src/gateways/web-page.ts',
  'src/path/interceptors.ts',
  'src/path/fake-ip.ts',
  'src/path/proxy-value.ts',
  'src/path/proxy-redaction.ts',
  'src/path/routes.ts',
  'src/path/surroundings.ts',
  'src/path/no-proxy/**',
  'src/path/clients-in-use.ts',
  'src/diagnosis/explain.ts',
  'src/diagnosis/fixes/**',
  'src/diagnosis/clocks.ts',
  'src/diagnosis/correlations/**',
  'src/path/{dns-message,dns-replies,tun-signs,happy-eyeballs,tcp-attempts}.ts',
  'src/path/{trust-knobs,trust-runtime,trust-runtimes,trust-rust-runtimes,trust-matrix,certificate-lifetimes,tls-failures}.ts',
  'src/diagnosis/planned-spend.ts',
  'src/diagnosis/views/**',
  'src/path/pac/{answer,entry,result,library,child-program}.ts',
  'src/path/measured/{first-bytes,outcome,proxy-places,measured-route}.ts',
  'src/diagnosis/symptoms/**',
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.vscode-test/'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'media/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['test/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Describes packages as they are.
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: pure,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', '!node:net'], message: 'This file decides; measuring and reading happen elsewhere.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'performance', 'WebSocket'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pass the time in.' },
        { object: 'Math', property: 'random', message: 'Pass the randomness in.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Pass the time in.' },
      ],
    },
  },
);
