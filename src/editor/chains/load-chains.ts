import * as vscode from 'vscode';
import type * as Room from './chains-room.ts';

export type ChainsRoom = typeof Room;

let loaded: Promise<ChainsRoom> | undefined;

/** Loads the room once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadChains(): Promise<ChainsRoom> {
  loaded ??= import('./chains-room.ts').then((room) => {
    if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
    return room;
  });
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}
