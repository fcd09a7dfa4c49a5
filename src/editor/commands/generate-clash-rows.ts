import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FragmentWish } from '../../clash/fragment/wish.ts';
import { plainText } from '../../path/network-failure.ts';
import { applyRows } from '../clash-fragment/apply-rows.ts';
import { askForm, askPlace, type ChosenPlace } from '../clash-fragment/choose-place.ts';
import { foundPlaces } from '../clash-fragment/found-places.ts';
import { loadClashFragment } from '../clash-fragment/load-clash-fragment.ts';
import { FileRefusedError } from '../clash-fragment/whole-files.ts';
import { askGateways, askGroup, askMembers, wishOf } from '../clash-fragment/wish-questions.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';

/**
 * Makes rows and a group that lead gateways through chosen nodes of a Clash core, and puts them where the user says, once
 * the difference was seen. Resolves with the sentence that was shown.
 */
export const generateClashRows: Command = {
  id: commands.generateClashRows,
  async run(around) {
    try {
      const gateways = await askGateways(around.choose().gateway);
      if (!gateways) return undefined;
      const found = await foundPlaces();
      const form = await askForm(found);
      if (!form) return undefined;
      const nodes = await nodesAtHand();
      const members = await askMembers(nodes);
      const group = members && (await askGroup(gateways, nodes));
      if (!members || group === undefined) return undefined;
      const chosen = await askPlace(form, found);
      return chosen && (await put(chosen, wishOf(gateways, group, members), around));
    } catch (error) {
      around.log.error(`generating Clash rows failed: ${errorLine(error)}`);
      const sentence = error instanceof FileRefusedError ? error.message : plainText(errorLine(error), 300);
      void vscode.window.showErrorMessage(sentence);
      return sentence;
    }
  },
};

async function put(chosen: ChosenPlace, wish: FragmentWish, { preview, memento }: CommandSurroundings): Promise<string> {
  if (chosen.kind !== 'files') return await handOver(chosen.kind, chosen.form, wish);
  const { sentence, rows } = await applyRows(chosen.place, wish, preview, memento, new Date());
  if (!rows) {
    void vscode.window.showInformationMessage(sentence);
    return sentence;
  }
  const [verify, undo] = [t('Verify'), t('Take Back')];
  void vscode.window.showInformationMessage(sentence, verify, undo).then((picked) => {
    if (picked === verify) void vscode.commands.executeCommand(commands.verifyClashRows);
    if (picked === undo) void vscode.commands.executeCommand(commands.takeClashRowsBack, rows.id);
  });
  return sentence;
}

/** To the clipboard, or into a document that the user saves where they want. */
async function handOver(kind: 'clipboard' | 'document', form: (ChosenPlace & { kind: 'clipboard' | 'document' })['form'], wish: FragmentWish): Promise<string> {
  const { findForm } = await loadClashFragment();
  const files = findForm(form)?.files(wish) ?? [];
  if (kind === 'clipboard') {
    await vscode.env.clipboard.writeText(files.map(({ name, text }) => (files.length > 1 ? `# ---- ${name}\n${text}` : text)).join('\n'));
    const sentence = t('Copied. Put it where its first lines say.');
    void vscode.window.showInformationMessage(sentence);
    return sentence;
  }
  for (const { language, text } of files) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: text }), { preview: false });
  return t('Opened. Save it where its first lines say.');
}

/** Names of nodes in the file in front. */
async function nodesAtHand(): Promise<string[]> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'yaml') return [];
  const { workOnText } = await loadClashFragment();
  return [...(await workOnText({ kind: 'nodes', text: document.getText(), path: document.uri.fsPath }, vscode.l10n.bundle))];
}
