import * as vscode from 'vscode';
import type * as Room from './clash-core-room.ts';

export type ClashCoreRoom = typeof Room;

let loaded: Promise<ClashCoreRoom> | undefined;

/** Loads the room once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadClashCore(): Promise<ClashCoreRoom> {
  loaded ??= import('./clash-core-room.ts').then((room) => {
    if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
    return room;
  });
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}
