import * as vscode from 'vscode';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import type { AppliedRows } from './applied-rows.ts';
import { loadClashFragment } from './load-clash-fragment.ts';

/** How often the core is asked for its list of rules, in ms. */
const everyMs = 60_000;
const limitMs = 10_000;

let watched: { dispose(): void } | undefined;

/**
 * Looks at rows that were found to be in force again and again while the window is open, and warns when they no longer are:
 * an app merges anew whenever it refreshes a subscription. Only reads, and connects to nothing.
 *
 * @param wanted whether the rows were not taken back.
 */
export function watchRows(rows: AppliedRows, client: ControllerClient, first: RowsStanding, wanted: () => boolean): void {
  stopWatching();
  if (!first.verification.took) return;
  void loadClashFragment().then(({ RowsWatch, askStanding }) => {
    const watch = new RowsWatch(
      {
        look(signal) {
          if (!wanted()) stopWatching();
          const within = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
          return askStanding({ wish: rows.wish }, client, vscode.l10n.bundle, within);
        },
        after(ms, run) {
          const timer = setTimeout(run, ms);
          timer.unref();
          return { dispose: () => clearTimeout(timer) };
        },
        onChange({ kind, sentence }) {
          if (kind === 'lost' || kind === 'worse') void vscode.window.showWarningMessage(sentence);
          else if (kind === 'back') void vscode.window.showInformationMessage(sentence);
        },
      },
      everyMs,
      first,
    );
    watched = watch;
  });
}

/** Ends it, as when the window closes. */
export function stopWatching(): void {
  watched?.dispose();
  watched = undefined;
}
