/** Debuggers whose launch configurations take an environment for the program, and where the program's console is. */
export interface DebugType {
  /** As `type` of a launch configuration. */
  type: string;
  /** The property that says where the program runs; absent where it is always the debugger's own console. */
  console?: string;
  /** What that property means when it is not there. */
  usual?: string;
  /** Values with which the program runs in a terminal of the editor, which has the shim already. */
  inTerminal: readonly string[];
  /** Where that is documented. */
  source: string;
}

const common = { console: 'console', inTerminal: ['integratedTerminal'] } as const;

/** Those whose `env` is an object of strings. Others name theirs otherwise, or start a browser. */
export const debugTypes: readonly DebugType[] = [
  { type: 'node', ...common, usual: 'internalConsole', source: 'microsoft/vscode-js-debug OPTIONS.md, node: launch' },
  { type: 'pwa-node', ...common, usual: 'internalConsole', source: 'microsoft/vscode-js-debug OPTIONS.md, node: launch' },
  { type: 'python', ...common, usual: 'integratedTerminal', source: 'microsoft/vscode-python-debugger package.json, console' },
  { type: 'debugpy', ...common, usual: 'integratedTerminal', source: 'microsoft/vscode-python-debugger package.json, console' },
  { type: 'go', ...common, usual: 'internalConsole', source: 'golang/vscode-go docs/debugging.md, "console", "env"' },
  { type: 'coreclr', ...common, usual: 'internalConsole', source: 'dotnet/vscode-csharp debugger-launchjson.md, "Console"' },
  { type: 'java', ...common, usual: 'integratedTerminal', source: 'microsoft/vscode-java-debug README, "console"' },
  { type: 'lldb', console: 'terminal', usual: 'integrated', inTerminal: ['integrated'], source: 'vadimcn/codelldb MANUAL.md, "Stdio", "env"' },
  { type: 'php', inTerminal: [], source: 'xdebug/vscode-php-debug README, "env"' },
];

/** A launch configuration, of which only what is named here is looked at. */
export interface LaunchConfiguration {
  type: string;
  request?: unknown;
  env?: unknown;
  envFile?: unknown;
  [property: string]: unknown;
}

/**
 * The environment that a debugged program gets, or undefined where the configuration is to stay as it is: it attaches to
 * a program that runs already, the debugger takes none, or the program runs in a terminal, which has it. Pure.
 *
 * Entries of the user's own win, in whatever case they are spelt: some programs would read ours before theirs.
 *
 * @param ours what the shim would set.
 * @param fileNames names that the configuration's own file of variables sets.
 */
export function debugEnvironment(
  configuration: LaunchConfiguration,
  ours: readonly (readonly [name: string, value: string])[],
  fileNames: readonly string[],
): Record<string, unknown> | undefined {
  const known = debugTypes.find(({ type }) => type === configuration.type);
  if (!known || configuration.request !== 'launch') return undefined;
  const place = known.console === undefined ? undefined : (configuration[known.console] ?? known.usual);
  if (known.inTerminal.some((one) => one === place)) return undefined;
  const own = configuration.env;
  if (own !== undefined && own !== null && (typeof own !== 'object' || Array.isArray(own))) return undefined;
  const theirs = (own ?? {}) as Record<string, unknown>;
  const taken = new Set([...Object.keys(theirs), ...fileNames].map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(ours.filter(([name]) => !taken.has(name.toLowerCase()))), ...theirs };
}

/** The names that a file of variables sets. Pure. */
export function envFileNames(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=/gm)].map((found) => found[1] as string);
}
