import * as path from 'node:path';
import type { ToolMeaning } from '../../proxy-settings.ts';
import { readJsonLeaves } from '../json-leaves.ts';
import { variable, type Machine, type ToolReading } from '../machine.ts';
import { entriesOf, readToolFiles, type FileReading } from '../tool-file.ts';
import { variableMeaning } from '../variable-meanings.ts';

/**
 * Claude Code's settings, the weakest first (code.claude.com, "Settings"): the user's, the project's, the project's own
 * of this user, the managed ones. Their `env` goes over the environment it is started with
 * (anthropics/claude-code#8500).
 */
export function readClaudeCode(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const user = variable(machine, 'CLAUDE_CONFIG_DIR') || join(machine.homeDirectory, '.claude');
  const managed: Readonly<Record<string, string>> = {
    linux: '/etc/claude-code',
    darwin: '/Library/Application Support/ClaudeCode',
    win32: 'C:\\Program Files\\ClaudeCode',
  };
  const system = managed[machine.platform];
  const folders = machine.folders ?? [];
  return readToolFiles(
    machine,
    [
      join(user, 'settings.json'),
      ...folders.map((folder) => join(folder, '.claude', 'settings.json')),
      ...folders.map((folder) => join(folder, '.claude', 'settings.local.json')),
      ...(system === undefined ? [] : [join(system, 'managed-settings.json')]),
    ],
    parseClaudeSettings,
  );
}

/** Reads the `env` of a settings.json, and whether a program is asked for the key. */
export function parseClaudeSettings(text: string, file: string): FileReading {
  return entriesOf({ tool: 'claude-code', file, text, format: 'JSON' }, readJsonLeaves(text), meaningOf);
}

function meaningOf(names: readonly string[]): ToolMeaning | undefined {
  if (names.length === 1) return names[0] === 'apiKeyHelper' ? 'key' : undefined;
  return names.length === 2 && names[0] === 'env' ? variableMeaning(names[1] ?? '') : undefined;
}
