import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { surroundingNames } from '../diagnosis/rules/surroundings-words.ts';
import { listed } from '../diagnosis/rules/wording.ts';
import type { EditorHost } from '../path/route.ts';
import type { Surroundings } from '../path/surroundings.ts';

/** Remote names of the editor that say of themselves what is found there. */
const saidByRemote: Readonly<Record<string, RegExp>> = {
  codespace: /^codespaces$/,
  'dev-container': /container/,
};

/** Where this extension host runs, for people: what a proxy or a firewall does differs from machine to machine. */
export function hostPlace(surroundings: Surroundings = {}): string {
  const remote = vscode.env.remoteName;
  const { container, ...others } = surroundings;
  const said = container !== undefined && saidByRemote[container]?.test(remote ?? '') === true;
  const inside = listed(surroundingNames(said ? others : surroundings));
  if (remote !== undefined && remote !== '') {
    const name = remote.slice(0, 40);
    return inside ? t('extension host (remote: {0}, {1})', name, inside) : t('extension host (remote: {0})', name);
  }
  return inside ? t('extension host (this computer, {0})', inside) : t('extension host (this computer)');
}

/** Which machine's proxy settings the editor can ask for: that of its window, unless that is a browser's page. */
export function editorHost(): EditorHost {
  if (vscode.env.remoteName === undefined) return 'local';
  return vscode.env.uiKind === vscode.UIKind.Web ? 'browser' : 'remote';
}
