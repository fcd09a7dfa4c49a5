import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AppliedRows } from '../clash-fragment/applied-rows.ts';
import { coreAtHand } from '../clash-fragment/core-at-hand.ts';
import { appliedRows, rememberStanding } from '../clash-fragment/rows-store.ts';
import { watchVerified } from '../clash-fragment/rows-under-watch.ts';
import { verificationWords, verifyRows } from '../clash-fragment/verify-rows.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Whole look at a core, in ms. */
const limitMs = 30_000;

/**
 * Asks the core whether the rows that were written last are in force, and says exactly what is wrong. Those that are are
 * looked at again, in later windows too, for a refresh of the subscription may move them. Resolves with the sentence.
 */
export const verifyClashRows: Command = {
  id: commands.verifyClashRows,
  async run(around) {
    const { memento, clash, log } = around;
    const rows = await whichRows(appliedRows(memento));
    if (!rows) return undefined;
    const tell = (sentence: string, fine: boolean): string => {
      void (fine ? vscode.window.showInformationMessage(sentence) : vscode.window.showWarningMessage(sentence));
      return sentence;
    };
    try {
      const signal = AbortSignal.timeout(limitMs);
      const title = t('Asking the Clash core');
      return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
        const address = clash.controller();
        const core = await coreAtHand({ address, secret: () => clash.secrets.get(address) }, signal);
        if ('sentence' in core) return tell(core.sentence, false);
        const standing = await verifyRows(rows, core.client, signal);
        await rememberStanding(memento, rows.id, standing);
        watchVerified(rows, core.client, standing, around);
        return tell(verificationWords(standing.verification, rows.wish.group), standing.verification.took);
      });
    } catch (error) {
      log.error(`verifying Clash rows failed: ${errorLine(error)}`);
      return tell(error instanceof Error ? error.message : errorLine(error), false);
    }
  },
};

async function whichRows(all: readonly AppliedRows[]): Promise<AppliedRows | undefined> {
  if (all.length === 0) {
    void vscode.window.showInformationMessage(t('No Clash rows were written here yet. Generate them first.'));
    return undefined;
  }
  if (all.length === 1) return all[0];
  const items = all.map((rows) => ({ rows, label: rows.wish.group, description: rows.files.map(({ file }) => file).join(t(', ')) }));
  return (await vscode.window.showQuickPick(items, { title: t('Verify Clash Rows'), placeHolder: t('The rows to ask the core about') }))?.rows;
}
