import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ControllerAddress } from '../../clash/controller/address.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import type { Secret } from '../../path/secret.ts';
import { loadClashFragment } from './load-clash-fragment.ts';

/** What the settings say of the controller. */
export interface ControllerChoice {
  /** Empty: whichever is found on this machine. */
  readonly address: string;
  /** The secret that belongs to that address. */
  secret(): Promise<Secret | undefined>;
}

/** The core that runs on this machine, or that the setting names; else a sentence that says why there is none. */
export async function coreAtHand(choice: ControllerChoice, signal: AbortSignal): Promise<{ client: ControllerClient } | { sentence: string }> {
  const { diskFiles, discoverController, parseControllerAddress, sameController, thisMachine } = await loadClashFragment();
  const named = parseControllerAddress(choice.address);
  const document = vscode.window.activeTextEditor?.document;
  const { found, tried } = await discoverController(
    {
      ...(choice.address.trim() !== '' && { setting: choice.address }),
      ...(document?.languageId === 'yaml' && { openFile: { path: document.uri.scheme === 'file' ? document.uri.fsPath : undefined, text: document.getText() } }),
      // To what it was set for, and to nobody else who happens to be found.
      secretFor: async (address: ControllerAddress) => (choice.address.trim() === '' || (named && sameController(named, address)) ? await choice.secret() : undefined),
      machine: thisMachine(),
      files: diskFiles,
    },
    signal,
  );
  if (found) return { client: found.client };
  const telling = tried.find(({ outcome }) => outcome === 'unauthorized') ?? tried.find(({ source }) => source === 'setting' || source === 'open-file');
  return { sentence: [t('No Clash core could be asked.'), telling?.message ?? t('Switch its external controller on, or name it in the setting {0}.', 'gatehouse.clash.controller')].join(' ') };
}
