import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { loadChains } from '../chains/load-chains.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/**
 * Writes an example of a chains file into a folder of the workspace and opens it. A file that holds something is
 * overwritten once the user has agreed. Resolves with whether it was written.
 */
export const createChainsFile: Command = {
  id: commands.createChainsFile,
  async run(_around, given) {
    const uri = given instanceof vscode.Uri ? given : await chosenPlace();
    if (!uri) return false;
    const { exampleChainFile } = await loadChains();
    if (await holdsSomething(uri)) {
      const overwrite = t('Overwrite');
      const open = t('Open File');
      const detail = t('What is in it is lost where it is kept nowhere else.');
      const picked = await vscode.window.showWarningMessage(t('There is a chains file here already. Overwrite it with an example?'), { modal: true, detail }, overwrite, open);
      if (picked === open) await vscode.window.showTextDocument(uri);
      if (picked !== overwrite) return false;
    }
    const document = openedDocument(uri);
    // Through the document where there is one: what is unsaved there can then be had back by undoing.
    if (document) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), exampleChainFile());
      await vscode.workspace.applyEdit(edit);
      await document.save();
    } else {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(exampleChainFile()));
    }
    await vscode.window.showTextDocument(uri);
    return true;
  },
};

async function chosenPlace(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(t('Open a folder first: a chains file stands in one. Chains for all your work go into the setting gatehouse.shim.chains.'));
    return undefined;
  }
  const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick({ placeHolder: t('The folder to write the chains file into') });
  return folder && vscode.Uri.joinPath(folder.uri, 'gatehouse.chains.json');
}

async function holdsSomething(uri: vscode.Uri): Promise<boolean> {
  const opened = openedDocument(uri);
  if (opened) return opened.getText().trim() !== '';
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).trim() !== '';
  } catch {
    return false;
  }
}

function openedDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
}
