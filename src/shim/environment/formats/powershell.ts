import { plainName, plainValue, type EnvironmentFormat } from './format.ts';

/**
 * PowerShell takes typographic quotes for plain ones, and any of them twice for itself (PowerShell,
 * CodeGeneration.EscapeSingleQuotedStringContent). Before 7.5 an empty value takes a variable away.
 */
export const powershell: EnvironmentFormat = {
  names: ['powershell', 'pwsh'],
  shell: true,
  use: 'gatehouse env --format powershell | Out-String | Invoke-Expression',
  write: ({ set, unset }) =>
    [
      ...set.map(([name, value]) => `$env:${plainName(name)} = '${plainValue(name, value).replace(/['\u2018-\u201b]/g, '$&$&')}'\n`),
      ...unset.map((name) => `Remove-Item -LiteralPath Env:${plainName(name)} -ErrorAction SilentlyContinue\n`),
    ].join(''),
};
