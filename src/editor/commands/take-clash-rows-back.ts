import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../path/network-failure.ts';
import { appliedRows, takeRowsBack } from '../clash-fragment/rows-store.ts';
import { FileRefusedError } from '../clash-fragment/whole-files.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/**
 * Gives files the bytes back that they had before Clash rows were put into them. Resolves with the sentence that was shown.
 *
 * @param id of the rows; asked for without, where there are several.
 */
export const takeClashRowsBack: Command = {
  id: commands.takeClashRowsBack,
  async run({ memento, log }, given) {
    const all = appliedRows(memento);
    const rows = typeof given === 'string' ? all.find(({ id }) => id === given) : all.length < 2 ? all[0] : await pick(all);
    if (!rows) {
      if (all.length === 0 || typeof given === 'string') void vscode.window.showInformationMessage(t('There are no Clash rows to take back.'));
      return undefined;
    }
    try {
      const sentence = await takeRowsBack(memento, rows);
      void vscode.window.showInformationMessage(sentence);
      return sentence;
    } catch (error) {
      log.error(`taking Clash rows back failed: ${errorLine(error)}`);
      const sentence = error instanceof FileRefusedError ? error.message : plainText(errorLine(error), 300);
      void vscode.window.showErrorMessage(sentence);
      return sentence;
    }
  },
};

async function pick(all: ReturnType<typeof appliedRows>): Promise<(typeof all)[number] | undefined> {
  const items = all.map((rows) => ({ rows, label: rows.wish.group, description: rows.files.map(({ file }) => file).join(t(', ')), detail: new Date(rows.appliedAt).toLocaleString() }));
  return (await vscode.window.showQuickPick(items, { title: t('Take Clash Rows Back'), placeHolder: t('The rows to take back') }))?.rows;
}
