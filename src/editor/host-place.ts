import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Where this extension host runs, for people: what a proxy or a firewall does differs from machine to machine. */
export function hostPlace(): string {
  const remote = vscode.env.remoteName;
  if (remote !== undefined && remote !== '') return t('extension host (remote: {0})', remote.slice(0, 40));
  return t('extension host (this computer)');
}
