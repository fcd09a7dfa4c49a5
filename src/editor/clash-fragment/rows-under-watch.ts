import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import type { VerificationProblemId } from '../../clash/fragment/verification.ts';
import { plainText } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import { commands } from '../ids.ts';
import type { AppliedRows } from './applied-rows.ts';
import { coreAtHand, type ControllerChoice } from './core-at-hand.ts';
import { putRowsRight } from './put-right.ts';
import { appliedRows, rememberStanding, type RowsMemento } from './rows-store.ts';
import { stopWatching, watchRows, type WatchedRows } from './watch-rows.ts';
import { FileRefusedError } from './whole-files.ts';

/** What rows under watch need of the editor. */
export interface WatchSurroundings {
  memento: RowsMemento;
  preview: FixPreview;
  log: Pick<vscode.LogOutputChannel, 'error'>;
  clash: { controller(): string; secrets: { get(address: string): ReturnType<ControllerChoice['secret']> } };
}

/** A window has more to do when it opens; the core may be starting as well, in ms. */
const resumeAfterMs = 10_000;

/** Watches rows that were just verified. */
export function watchVerified(rows: AppliedRows, client: ControllerClient, standing: RowsStanding, around: WatchSurroundings): void {
  watchRows(rows, standing, { core: () => Promise.resolve(client), ...watched(rows.id, around) });
}

/**
 * Goes on watching the rows that were in force when the core was last asked, as most subscriptions are refreshed some days
 * later. A core that is not there is no change. Where no rows were ever verified, nothing is loaded and nobody is asked.
 *
 * @returns ends it, and whatever watch there is.
 */
export function resumeRowsWatch(around: WatchSurroundings): vscode.Disposable {
  const timer = appliedRows(around.memento).some(({ inForce }) => inForce) ? setTimeout(() => resume(around), resumeAfterMs).unref() : undefined;
  return {
    dispose() {
      clearTimeout(timer);
      stopWatching();
    },
  };
}

function resume(around: WatchSurroundings): void {
  const { memento, clash } = around;
  // As it is now: another window may have taken them back meanwhile.
  const rows = appliedRows(memento).find(({ inForce }) => inForce !== undefined);
  if (!rows) return;
  const problems = (rows.inForce?.problems ?? []).map((id) => ({ id: id as VerificationProblemId, fatal: false, sentence: '' }));
  const core = async (signal: AbortSignal): Promise<ControllerClient> => {
    const address = clash.controller();
    const found = await coreAtHand({ address, secret: () => clash.secrets.get(address) }, signal);
    if ('sentence' in found) throw new Error(found.sentence);
    return found.client;
  };
  watchRows(rows, { verification: { took: true, rows: [], problems }, rules: '' }, { core, ...watched(rows.id, around) }, true);
}

function watched(wanted: string, around: WatchSurroundings): Omit<WatchedRows, 'core'> {
  const { memento, log } = around;
  return {
    wanted: () => appliedRows(memento).some(({ id }) => id === wanted),
    changed: (standing) => void rememberStanding(memento, wanted, standing).then(undefined, (error: unknown) => log.error(`Clash rows: ${errorLine(error)}`)),
    putRight: () => void putRight(wanted, around),
  };
}

/** Once the watch has found them moved or gone. */
async function putRight(wanted: string, { memento, preview, log }: WatchSurroundings): Promise<void> {
  const rows = appliedRows(memento).find(({ id }) => id === wanted);
  if (!rows) return;
  try {
    const outcome = await putRowsRight(rows, preview, memento, new Date());
    const verify = t('Verify');
    const picked = await vscode.window.showInformationMessage(outcome.sentence, ...(outcome.rows ? [verify] : []));
    if (picked === verify) void vscode.commands.executeCommand(commands.verifyClashRows);
  } catch (error) {
    log.error(`putting Clash rows right failed: ${errorLine(error)}`);
    void vscode.window.showErrorMessage(plainText(error instanceof FileRefusedError ? error.message : errorLine(error), 300));
  }
}
