import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EditorHost } from '../path/route.ts';

/** Where this extension host runs, for people: what a proxy or a firewall does differs from machine to machine. */
export function hostPlace(): string {
  const remote = vscode.env.remoteName;
  if (remote !== undefined && remote !== '') return t('extension host (remote: {0})', remote.slice(0, 40));
  return t('extension host (this computer)');
}

/** Which machine's proxy settings the editor can ask for: that of its window, unless that is a browser's page. */
export function editorHost(): EditorHost {
  if (vscode.env.remoteName === undefined) return 'local';
  return vscode.env.uiKind === vscode.UIKind.Web ? 'browser' : 'remote';
}
