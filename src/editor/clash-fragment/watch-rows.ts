import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import type { AppliedRows } from './applied-rows.ts';
import { loadClashFragment } from './load-clash-fragment.ts';
import { writtenFile } from './verify-rows.ts';

/** How often the core is asked for its list of rules, in ms. */
const everyMs = 60_000;
const limitMs = 10_000;
/** An app writes its file first and tells the core a moment later: when to look after a file was written, in ms. */
const afterFileMs = [2_000, 10_000] as const;

let watched: { dispose(): void } | undefined;

/** What the watch needs of whoever began it. */
export interface WatchedRows {
  /** The core. Rejects where it can't be asked, which is no change. */
  core(signal: AbortSignal): Promise<ControllerClient>;
  /** Whether the rows were not taken back. */
  wanted(): boolean;
  /** They are in force again, or no longer. */
  changed(standing: RowsStanding): void;
  /** The user wants them put where they belong again. */
  putRight(): void;
}

/**
 * Looks at rows that were found to be in force again and again while the window is open, and as soon as one of their files is
 * written, and warns when they no longer are: an app merges anew whenever it refreshes a subscription. Only reads, and
 * connects to nothing.
 *
 * @param soon whether the first look does not wait.
 */
export function watchRows(rows: AppliedRows, first: RowsStanding, { core, wanted, changed, putRight }: WatchedRows, soon = false): void {
  stopWatching();
  if (!first.verification.took) return;
  let last: RowsStanding | undefined;
  void loadClashFragment().then(({ RowsWatch, askStanding }) => {
    const watch = new RowsWatch(
      {
        async look(signal) {
          if (!wanted()) stopWatching();
          const within = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
          const written = await writtenFile(rows);
          const standing = await askStanding({ wish: rows.wish, ...(written && { written }) }, await core(within), vscode.l10n.bundle, within);
          last = standing;
          return standing;
        },
        after(ms, run) {
          const timer = setTimeout(run, ms);
          timer.unref();
          return { dispose: () => clearTimeout(timer) };
        },
        onChange({ kind, sentence }) {
          if (last) changed(last);
          if (kind === 'lost' || kind === 'worse') warn(sentence, putRight);
          else if (kind === 'back') void vscode.window.showInformationMessage(sentence);
        },
      },
      everyMs,
      first,
    );
    const files = onFiles(rows.files.map(({ file }) => file), () => void watch.look());
    watched = { dispose: () => [watch, files].forEach((one) => one.dispose()) };
    if (soon) void watch.look();
  });
}

function warn(sentence: string, putRight: () => void): void {
  const again = t('Put Them Right');
  void vscode.window.showWarningMessage(sentence, again).then((picked) => {
    if (picked === again) putRight();
  });
}

/** Calls some moments after one of these was written. */
function onFiles(files: readonly string[], look: () => void): { dispose(): void } {
  let timers: NodeJS.Timeout[] = [];
  const written = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers = afterFileMs.map((ms) => setTimeout(look, ms).unref());
  };
  const watchers = files.map((file) => vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file).replace(/[[\]{}*?]/g, '[$&]'))));
  const heard = watchers.flatMap((one) => [one.onDidChange(written), one.onDidCreate(written)]);
  return {
    dispose() {
      for (const one of [...heard, ...watchers]) one.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Ends it, as when the window closes. */
export function stopWatching(): void {
  watched?.dispose();
  watched = undefined;
}
