import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { offerEndpoint } from './offer-endpoint.ts';

/**
 * Uses the chains that a folder of this workspace has in its file, once the user has seen what they say and agreed, or
 * uses them no more. Resolves with whether chains of the workspace are used.
 */
export const useWorkspaceChains: Command = {
  id: commands.useWorkspaceChains,
  async run({ chains }) {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(t('The chains of a workspace are not used in Restricted Mode. Trust this workspace first.'));
      return false;
    }
    const files = await chains.workspace.files();
    const { accepted } = chains.acceptance;
    if (files.length === 0 && !accepted) {
      const create = t('Create a Chains File');
      const picked = await vscode.window.showInformationMessage(t('No folder of this workspace has a file gatehouse.chains.json.'), create);
      if (picked === create) await vscode.commands.executeCommand(commands.createChainsFile);
      return false;
    }
    const items = [
      ...files.map((file) => ({ file, label: t('Use the chains of {0}', file.folder), description: file.uri.toString() === accepted?.uri ? t('agreed to already') : '' })),
      ...(accepted ? [{ file: undefined, label: t('Do not use chains of this workspace any more'), description: '' }] : []),
    ];
    const picked = await vscode.window.showQuickPick(items, { title: t('Chains of This Workspace'), placeHolder: t('What they say is shown before they are used') });
    if (!picked) return accepted !== undefined;
    if (!picked.file) {
      await chains.workspace.end();
      return false;
    }
    const former = picked.file.uri.toString() === accepted?.uri ? accepted.file : undefined;
    if (!(await chains.workspace.ask(picked.file, former))) return accepted !== undefined;
    offerEndpoint();
    return true;
  },
};
