import type { ToolSetting } from '../../path/proxy-settings.ts';

/** An entry that says what it decides. */
export type AgentEntry = ToolSetting & Required<Pick<ToolSetting, 'meaning'>>;

/** Of each tool's entries of one name the last, which wins. The `.env` files of two folders are two things. */
export function effectiveEntries(entries: readonly ToolSetting[]): AgentEntry[] {
  const last = new Map<string, AgentEntry>();
  for (const entry of entries) {
    const { tool, name, file, meaning } = entry;
    if (meaning === undefined) continue;
    const folder = tool === 'folder-env' ? file.replace(/[\\/][^\\/]*$/, '') : '';
    const key = JSON.stringify([tool, name, folder]);
    last.delete(key);
    last.set(key, { ...entry, meaning });
  }
  return [...last.values()];
}

/** The entries of each tool, in the order the tools came. */
export function entriesByTool(entries: readonly AgentEntry[]): AgentEntry[][] {
  const groups = new Map<string, AgentEntry[]>();
  for (const entry of entries) groups.set(entry.tool, [...(groups.get(entry.tool) ?? []), entry]);
  return [...groups.values()];
}

/** The variable an entry sets: `HTTPS_PROXY` of `env.HTTPS_PROXY`. */
export function variableOf({ name }: Pick<ToolSetting, 'name'>): string {
  return name.split('.').at(-1) ?? name;
}

/** True for a value that stands for another one: `${NAME}`, `$NAME`, `{env:NAME}`. */
export function isReference(value: string): boolean {
  return /\$\{|\{\{|^\$\w|\{env:|\{file:/.test(value);
}
