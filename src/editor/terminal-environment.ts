/**
 * What an integrated terminal's environment looks like when it starts: the host's, without the editor's own variables,
 * with `terminal.integrated.env.<platform>` laid over it, where null unsets (microsoft/vscode,
 * `terminal/common/terminalEnvironment.ts`, mergeEnvironments). Pure.
 *
 * @param configured the setting's raw value; anything but an object of strings and nulls is ignored, as the editor does.
 */
export function terminalVariables(
  host: Readonly<Record<string, string>>,
  configured: unknown,
  platform: NodeJS.Platform,
): Record<string, string> {
  const variables = new Map(Object.entries(host).filter(([name]) => !editorsOwn.test(name)));
  if (typeof configured !== 'object' || configured === null) return Object.fromEntries(variables);
  for (const [name, value] of Object.entries(configured as Record<string, unknown>)) {
    if (value !== null && typeof value !== 'string') continue;
    // On Windows the same variable in another case is the same variable.
    const present = platform === 'win32' ? spelling(variables, name) : name;
    if (value === null) variables.delete(present);
    else variables.set(present, resolveEnvironmentReferences(value, host));
  }
  return Object.fromEntries(variables);
}

/** Variables the editor sets for its own processes and takes out for terminals (`sanitizeProcessEnvironment`). */
const editorsOwn = /^(?:ELECTRON_|VSCODE_(?!PORTABLE|SHELL_LOGIN|ENV_REPLACE|ENV_APPEND|ENV_PREPEND))/;

function spelling(variables: ReadonlyMap<string, string>, name: string): string {
  const wanted = name.toLowerCase();
  for (const present of variables.keys()) if (present.toLowerCase() === wanted) return present;
  return name;
}

/** `${env:NAME}` in the setting stands for the host's variable, or nothing. */
function resolveEnvironmentReferences(value: string, host: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{env:([^}]+)\}/g, (_, name: string) => host[name] ?? '');
}
