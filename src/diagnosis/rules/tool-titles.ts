import { t } from '@vscode/l10n';
import type { ToolName } from '../../path/proxy-settings.ts';

/** A tool as people call it. */
export function toolTitle(tool: ToolName): string {
  const titles: Readonly<Partial<Record<ToolName, string>>> = {
    gradle: 'Gradle',
    maven: 'Maven',
    docker: 'Docker',
    yarn: 'Yarn',
    'claude-code': 'Claude Code',
    codex: 'Codex',
    continue: 'Continue',
    'gemini-cli': 'Gemini CLI',
    'folder-env': '.env',
    devcontainer: 'devcontainer.json',
  };
  return titles[tool] ?? tool;
}

/** Who takes an entry of a tool's file into account. */
export function toolReaders(tool: ToolName): string {
  switch (tool) {
    case 'npm':
      return t('npm, pnpm and Yarn 1');
    case 'docker':
      return t('containers and builds that the Docker client starts');
    case 'folder-env':
      return t('programs that load .env in this folder');
    case 'devcontainer':
      return t('the dev container of this folder and what the editor starts in it');
    case 'maven':
      return t('Maven, which reads no proxy variables');
    case 'claude-code':
      return t('Claude Code and what it starts; goes over the environment');
    default:
      return toolTitle(tool);
  }
}
