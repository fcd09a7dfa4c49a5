import * as path from 'node:path';
import type { ToolSetting, UnreadableSource } from '../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';

const wanted = new Set(['proxy', 'cert', 'client-cert', 'trusted-host']);

/** Reads pip's global, user and named configuration files (pip documentation, "Configuration files"). */
export async function readPip(machine: Machine): Promise<ToolReading> {
  const settings: ToolSetting[] = [];
  const unreadable: UnreadableSource[] = [];
  for (const file of pipFiles(machine)) {
    const content = await machine.readFile(file);
    if ('text' in content) settings.push(...parsePipConfig(content.text, file));
    else if ('unreadable' in content) unreadable.push({ where: file, reason: content.unreadable });
  }
  return { settings, unreadable };
}

function pipFiles(machine: Machine): string[] {
  const named = variable(machine, 'PIP_CONFIG_FILE');
  const home = machine.homeDirectory;
  const files: string[] = [];
  if (machine.platform === 'win32') {
    const { join } = path.win32;
    const programData = variable(machine, 'PROGRAMDATA');
    const appData = variable(machine, 'APPDATA');
    if (programData) files.push(join(programData, 'pip', 'pip.ini'));
    files.push(join(home, 'pip', 'pip.ini'));
    if (appData) files.push(join(appData, 'pip', 'pip.ini'));
  } else {
    const { join } = path.posix;
    const configHome = variable(machine, 'XDG_CONFIG_HOME') || join(home, '.config');
    if (machine.platform === 'darwin') files.push('/Library/Application Support/pip/pip.conf');
    files.push('/etc/pip.conf', join(home, '.pip', 'pip.conf'), join(configHome, 'pip', 'pip.conf'));
    if (machine.platform === 'darwin') files.push(join(home, 'Library', 'Application Support', 'pip', 'pip.conf'));
  }
  // `os.devnull` there means: no configuration file at all.
  if (named === '/dev/null' || named?.toLowerCase() === 'nul') return [];
  if (named) files.push(named);
  return [...new Set(files)];
}

/** Reads Python's INI form: sections, `key = value` or `key: value`, comment lines, indented continuation lines. */
export function parsePipConfig(text: string, file: string): ToolSetting[] {
  const settings: ToolSetting[] = [];
  let section = '';
  let current: ToolSetting | undefined;
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*[#;]/.test(line) || line.trim() === '') return;
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header) {
      section = header[1] ?? '';
      current = undefined;
      return;
    }
    if (/^\s/.test(line)) {
      if (current) current.value = `${current.value} ${line.trim()}`.trim();
      return;
    }
    const match = /^([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    const key = match?.[1]?.toLowerCase().replaceAll('_', '-') ?? '';
    current = undefined;
    if (!match || !wanted.has(key)) return;
    current = {
      tool: 'pip',
      name: section === '' ? key : `${section}.${key}`,
      value: match[2] ?? '',
      file,
      line: index + 1,
    };
    settings.push(current);
  });
  return settings;
}
