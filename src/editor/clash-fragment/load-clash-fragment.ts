import * as vscode from 'vscode';
import type * as Room from './clash-fragment-room.ts';

export type ClashFragmentRoom = typeof Room;

let loaded: Promise<ClashFragmentRoom> | undefined;

/** Loads the room once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadClashFragment(): Promise<ClashFragmentRoom> {
  loaded ??= import('./clash-fragment-room.ts').then((room) => {
    if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
    return room;
  });
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}
